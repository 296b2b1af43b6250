package io.microcontainer.api.linux;

/** Flags of clone3(2), unshare(2) and setns(2). */
public enum CloneFlag implements Flag {
    CLONE_NEWTIME(0x80), CLONE_PIDFD(0x1000), CLONE_PARENT(0x8000), CLONE_NEWNS(0x2_0000), CLONE_PARENT_SETTID(0x10_0000),
    CLONE_NEWCGROUP(0x200_0000), CLONE_NEWUTS(0x400_0000), CLONE_NEWIPC(0x800_0000), CLONE_NEWUSER(0x1000_0000),
    CLONE_NEWPID(0x2000_0000), CLONE_NEWNET(0x4000_0000), CLONE_INTO_CGROUP(0x2_0000_0000L);

    private final long bits;

    CloneFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
