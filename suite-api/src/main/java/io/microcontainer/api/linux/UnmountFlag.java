package io.microcontainer.api.linux;

/** Flags of umount2(2). */
public enum UnmountFlag implements Flag {
    MNT_DETACH(2);

    private final long bits;

    UnmountFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
