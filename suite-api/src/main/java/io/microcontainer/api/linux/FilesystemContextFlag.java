package io.microcontainer.api.linux;

/** Flags of fsopen(2), fsmount(2) and fspick(2). */
public enum FilesystemContextFlag implements Flag {
    FSOPEN_CLOEXEC(1), FSMOUNT_CLOEXEC(1), FSPICK_CLOEXEC(1), FSPICK_EMPTY_PATH(8);

    private final long bits;

    FilesystemContextFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
