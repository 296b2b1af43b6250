package io.microcontainer.run.resctrl;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a schemata file says (Documentation/filesystems/resctrl.rst): shares of a resource by the number of the cache or
 * socket, as {@code L3:0=7f0;1=1f}. Blanks, leading zeros and the order mean nothing.
 *
 * @param shares by {@code resource:number}
 */
record Schemata(Map<String, String> shares) {

    static Schemata parse(Iterable<String> lines) {
        Map<String, String> shares = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            for (String share : line.substring(colon + 1).split(";")) {
                int sign = share.indexOf('=');
                if (sign > 0) {
                    shares.put(line.substring(0, colon).strip() + ":" + share.substring(0, sign).strip(), plain(share.substring(sign + 1)));
                }
            }
        }
        return new Schemata(shares);
    }

    private static String plain(String value) {
        return value.strip().toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }

    /** Whether all shares of another are these. */
    boolean holds(Schemata other) {
        return shares.entrySet().containsAll(other.shares.entrySet());
    }
}
