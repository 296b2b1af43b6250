package io.microcontainer.api.linux;

/** Flags of move_mount(2). */
public enum MoveMountFlag implements Flag {
    MOVE_MOUNT_F_EMPTY_PATH(0x4), MOVE_MOUNT_T_EMPTY_PATH(0x40);

    private final long bits;

    MoveMountFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
