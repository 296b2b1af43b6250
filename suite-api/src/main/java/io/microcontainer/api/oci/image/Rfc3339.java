package io.microcontainer.api.oci.image;

import io.microcontainer.api.json.Quoted;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times as image configurations spell them. They stay strings in the models so that rewriting keeps every digit. */
final class Rfc3339 {

    private Rfc3339() {
    }

    static String checked(String text) {
        try {
            OffsetDateTime.parse(text);
            return text;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("found " + Quoted.of(text) + ", expected a time such as 2026-01-31T12:00:00Z", e);
        }
    }
}
