package io.microcontainer.api.linux;

/** Flags of the system calls that take a directory and a path, as openat(2) describes them. */
public enum AtFlag implements Flag {
    AT_SYMLINK_NOFOLLOW(0x100), AT_EMPTY_PATH(0x1000), AT_RECURSIVE(0x8000);

    private final long bits;

    AtFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
