package io.microcontainer.api.linux;

/** What fsconfig(2) is to do. */
public enum FsConfigCommand implements Flag {
    FSCONFIG_SET_FLAG(0), FSCONFIG_SET_STRING(1), FSCONFIG_CMD_CREATE(6), FSCONFIG_CMD_RECONFIGURE(7);

    private final long bits;

    FsConfigCommand(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
