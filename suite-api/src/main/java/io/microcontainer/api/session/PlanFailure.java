package io.microcontainer.api.session;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.linux.Errno;

/** A step of a plan failed. The message reads {@code mount proc on /proc: EPERM (Operation not permitted)}. */
public final class PlanFailure extends SuiteException {

    private static final long serialVersionUID = 1L;

    private final String step;
    private final int errno;

    /**
     * @param step  the failed step's label
     * @param errno what the kernel answered, positive
     */
    public PlanFailure(String step, int errno) {
        super(1, step + ": " + Errno.describe(errno), null);
        this.step = step;
        this.errno = errno;
    }

    /** The failed step's label. */
    public String step() {
        return step;
    }

    /** What the kernel answered, positive, as in errno(3). */
    public int errno() {
        return errno;
    }
}
