package io.microcontainer.api.linux;

/** Flags of open_tree(2), beside those of {@link AtFlag}. */
public enum OpenTreeFlag implements Flag {
    OPEN_TREE_CLONE(1), OPEN_TREE_CLOEXEC(02000000);

    private final long bits;

    OpenTreeFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
