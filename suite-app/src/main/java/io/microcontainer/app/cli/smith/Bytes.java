package io.microcontainer.app.cli.smith;

/** Sizes for people. */
final class Bytes {

    private static final String[] UNITS = { "KiB", "MiB", "GiB", "TiB" };

    private Bytes() {
    }

    /** Such as {@code 512 B} and {@code 1.5 MiB}. */
    static String show(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        long tenths = bytes * 10 / 1024;
        int unit = 0;
        while (tenths >= 10240) {
            tenths /= 1024;
            unit++;
        }
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
    }
}
