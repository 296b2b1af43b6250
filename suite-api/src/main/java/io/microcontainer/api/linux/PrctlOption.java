package io.microcontainer.api.linux;

/** Operations of prctl(2). */
public enum PrctlOption implements Flag {
    PR_SET_PDEATHSIG(1), PR_SET_DUMPABLE(4), PR_SET_KEEPCAPS(8), PR_SET_NAME(15), PR_CAPBSET_DROP(24), PR_SET_NO_NEW_PRIVS(38),
    PR_SET_CHILD_SUBREAPER(36),
    PR_CAP_AMBIENT(47);

    private final long bits;

    PrctlOption(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
