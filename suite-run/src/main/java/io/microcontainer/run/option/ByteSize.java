package io.microcontainer.run.option;

import java.util.Locale;

/** Sizes as people write them for {@code update}: {@code 64M}, {@code 1.5g}, {@code 2GiB}; all units are powers of 1024, as in runc. */
public final class ByteSize {

    private static final String UNITS = "kmgtp";

    private ByteSize() {
    }

    /**
     * Reads a size.
     *
     * @return bytes; -1 for {@code -1}, which stands for no limit
     * @throws IllegalArgumentException if it is none
     */
    public static long parse(String text) {
        if (text.equals("-1")) {
            return -1;
        }
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        double bytes = number(text, end) * factor(text, end);
        if (bytes >= 0x1p63) {
            throw wrong(text);
        }
        return (long) bytes;
    }

    private static double number(String text, int end) {
        try {
            return Double.parseDouble(text.substring(0, end));
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static double factor(String text, int end) {
        String unit = text.substring(end).strip().toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? -1 : UNITS.indexOf(unit.charAt(0));
        String rest = power < 0 ? unit : unit.substring(1);
        if (!rest.isEmpty() && !rest.equals("b") && !(power >= 0 && rest.equals("ib"))) {
            throw wrong(text);
        }
        return Math.pow(1024, power + 1);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is no size such as 67108864, 64M or 1.5G");
    }
}
