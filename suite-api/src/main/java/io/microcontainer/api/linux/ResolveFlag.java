package io.microcontainer.api.linux;

/** How openat2(2) walks a path. */
public enum ResolveFlag implements Flag {
    RESOLVE_NO_XDEV(1), RESOLVE_NO_MAGICLINKS(2), RESOLVE_NO_SYMLINKS(4), RESOLVE_BENEATH(8), RESOLVE_IN_ROOT(16);

    private final long bits;

    ResolveFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
