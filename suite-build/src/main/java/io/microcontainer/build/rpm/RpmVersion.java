package io.microcontainer.build.rpm;

/** Orders the parts of a version as rpm does: {@code rpmvercmp} with {@code ~} (pre-release) and {@code ^} (post-release), rpm-version(7). */
public final class RpmVersion {

    private RpmVersion() {
    }

    /**
     * Compares two versions or two releases.
     *
     * @return negative, zero or positive as {@code a} is older than, equal to or newer than {@code b}
     */
    public static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            i = skipSeparators(a, i);
            j = skipSeparators(b, j);
            char x = at(a, i);
            char y = at(b, j);
            // A tilde sorts before everything, even before the end.
            if (x == '~' || y == '~') {
                if (x != y) {
                    return x == '~' ? -1 : 1;
                }
                i++;
                j++;
                continue;
            }
            // A caret sorts after the end, but before any other segment.
            if (x == '^' || y == '^') {
                if (x != y) {
                    if (i >= a.length()) {
                        return -1;
                    }
                    if (j >= b.length()) {
                        return 1;
                    }
                    return x == '^' ? -1 : 1;
                }
                i++;
                j++;
                continue;
            }
            if (i >= a.length() || j >= b.length()) {
                break;
            }
            boolean numeric = isDigit(x);
            int iEnd = segmentEnd(a, i, numeric);
            int jEnd = segmentEnd(b, j, numeric);
            if (jEnd == j) {
                return numeric ? 1 : -1;
            }
            int order = numeric ? compareNumbers(a, i, iEnd, b, j, jEnd) : a.substring(i, iEnd).compareTo(b.substring(j, jEnd));
            if (order != 0) {
                return order;
            }
            i = iEnd;
            j = jEnd;
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static int compareNumbers(String a, int i, int iEnd, String b, int j, int jEnd) {
        int x = skipZeros(a, i, iEnd);
        int y = skipZeros(b, j, jEnd);
        int byLength = Integer.compare(iEnd - x, jEnd - y);
        return byLength != 0 ? byLength : a.substring(x, iEnd).compareTo(b.substring(y, jEnd));
    }

    private static int skipZeros(String text, int from, int end) {
        int at = from;
        while (at < end && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int skipSeparators(String text, int from) {
        int at = from;
        while (at < text.length() && !isDigit(text.charAt(at)) && !isLetter(text.charAt(at)) && text.charAt(at) != '~' && text.charAt(at) != '^') {
            at++;
        }
        return at;
    }

    private static int segmentEnd(String text, int from, boolean numeric) {
        int at = from;
        while (at < text.length() && (numeric ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
