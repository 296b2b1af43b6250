package io.microcontainer.api.linux;

/** Attributes of a mount: mount_setattr(2) and fsmount(2). {@link #MOUNT_ATTR_RELATIME} is the value zero of the field {@link #MOUNT_ATTR__ATIME}. */
public enum MountAttribute implements Flag {
    MOUNT_ATTR_RDONLY(0x1), MOUNT_ATTR_NOSUID(0x2), MOUNT_ATTR_NODEV(0x4), MOUNT_ATTR_NOEXEC(0x8), MOUNT_ATTR__ATIME(0x70),
    MOUNT_ATTR_RELATIME(0), MOUNT_ATTR_NOATIME(0x10), MOUNT_ATTR_STRICTATIME(0x20), MOUNT_ATTR_NODIRATIME(0x80),
    MOUNT_ATTR_IDMAP(0x10_0000), MOUNT_ATTR_NOSYMFOLLOW(0x20_0000);

    private final long bits;

    MountAttribute(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
