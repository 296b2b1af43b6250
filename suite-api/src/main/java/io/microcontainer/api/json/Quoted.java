package io.microcontainer.api.json;

/** Text of an untrusted document made fit for a message: bounded, on one line, without control characters. */
public final class Quoted {

    private static final int MAX_SHOWN = 80;

    private Quoted() {
    }

    /** The text in double quotes, cut after 80 characters. */
    public static String of(String text) {
        return '"' + clean(text, MAX_SHOWN) + '"';
    }

    /** The text without quotes, cut after 80 characters. */
    public static String bare(String text) {
        return clean(text, MAX_SHOWN);
    }

    static String clean(String text, int max) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 3);
        for (int i = 0; i < text.length(); i++) {
            if (i >= max) {
                return out.append("...").toString();
            }
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || Character.getType(c) == Character.FORMAT) {
                String digits = Integer.toHexString(c);
                out.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
