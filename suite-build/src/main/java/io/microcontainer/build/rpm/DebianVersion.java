package io.microcontainer.build.rpm;

/** Orders the parts of a version as dpkg does (deb-version(7)). */
final class DebianVersion {

    private DebianVersion() {
    }

    /**
     * Compares two upstream versions or two revisions, an absent one as empty.
     *
     * @return negative, zero or positive as {@code a} is older than, equal to or newer than {@code b}
     */
    static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (i < a.length() && !isDigit(a.charAt(i)) || j < b.length() && !isDigit(b.charAt(j))) {
                int order = Integer.compare(weight(a, i), weight(b, j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
            i = skipZeros(a, i);
            j = skipZeros(b, j);
            int first = 0;
            while (i < a.length() && j < b.length() && isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
                if (first == 0) {
                    first = a.charAt(i) - b.charAt(j);
                }
                i++;
                j++;
            }
            if (i < a.length() && isDigit(a.charAt(i))) {
                return 1;
            }
            if (j < b.length() && isDigit(b.charAt(j))) {
                return -1;
            }
            if (first != 0) {
                return first;
            }
        }
        return 0;
    }

    /** A tilde sorts before the end, the end before letters, letters before all else. */
    private static int weight(String text, int at) {
        if (at >= text.length() || isDigit(text.charAt(at))) {
            return 0;
        }
        char c = text.charAt(at);
        if (c == '~') {
            return -1;
        }
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ? c : c + 256;
    }

    private static int skipZeros(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
