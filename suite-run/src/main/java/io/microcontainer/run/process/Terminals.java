package io.microcontainer.run.process;

/** Names of controlling terminals by device number (Documentation/admin-guide/devices.txt of the kernel). */
final class Terminals {

    private Terminals() {
    }

    /** The name below /dev, {@code ?} for none or an unknown one. */
    static String name(int device) {
        int major = device >>> 8 & 0xfff;
        int minor = device & 0xff | device >>> 12 & 0xfff00;
        return switch (major) {
            case 4 -> minor < 64 ? "tty" + minor : "ttyS" + (minor - 64);
            case 5 -> minor == 1 ? "console" : "?";
            case 136, 137, 138, 139, 140, 141, 142, 143 -> "pts/" + (256 * (major - 136) + minor);
            case 204 -> minor >= 64 && minor < 80 ? "ttyAMA" + (minor - 64) : "?";
            case 229 -> "hvc" + minor;
            default -> "?";
        };
    }
}
