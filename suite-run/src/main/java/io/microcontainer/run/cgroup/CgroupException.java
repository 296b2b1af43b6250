package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.run.RunException;

/**
 * The kernel refused something on a file of a cgroup hierarchy. The message reads
 * {@code write 123 to /sys/fs/cgroup/memory/x/memory.limit_in_bytes: EBUSY (Device or resource busy)}.
 */
public final class CgroupException extends RunException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    CgroupException(String action, int errno, Throwable cause) {
        super(action + ": " + Errno.describe(errno), cause);
        this.errno = errno;
    }

    private CgroupException(String message, CgroupException of) {
        super(message, of);
        this.errno = of.errno;
    }

    /** What the kernel answered, as in errno(3). */
    public int errno() {
        return errno;
    }

    /** Whether the file or directory is absent, or its cgroup went away while it was open. */
    public boolean absent() {
        return errno == Errno.ENOENT || errno == Errno.ENODEV;
    }

    /** Whether the caller may not do it: EPERM, EACCES, or a hierarchy mounted read-only. */
    public boolean forbidden() {
        return errno == Errno.EPERM || errno == Errno.EACCES || errno == Errno.EROFS;
    }

    /** The same error with what it is about before it. */
    CgroupException about(String field) {
        return new CgroupException(field + ": " + getMessage(), this);
    }

    /** The same error with advice after it. */
    CgroupException with(String hint) {
        return new CgroupException(getMessage() + "; " + hint, this);
    }
}
