package io.microcontainer.run.state;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as runc prints them: RFC 3339 in UTC, the fraction as short as it is exact. */
final class Rfc3339 {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private Rfc3339() {
    }

    static String nano(Instant time) {
        String fraction = String.format(Locale.ROOT, ".%09d", time.getNano()).replaceFirst("\\.?0+$", "");
        return SECONDS.format(time) + fraction + "Z";
    }
}
