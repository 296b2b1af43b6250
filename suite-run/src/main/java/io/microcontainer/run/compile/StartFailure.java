package io.microcontainer.run.compile;

import io.microcontainer.api.linux.Errno;
import java.util.Optional;

/**
 * Why a program did not start though its container was ready. The container's process says so in one word of 64 bits: the
 * negative errno in the lower half, this kind in the upper.
 */
public enum StartFailure {
    /** A startContainer hook failed; the lower half is its negative number, counted from 1. */
    HOOK,
    /** The filter of system calls could not be loaded. */
    FILTER,
    /** The program could not be executed. */
    PROGRAM;

    /** The sentence for the user. */
    public static String explain(long word, String program) {
        int detail = -(int) word;
        int kind = (int) (word >>> 32);
        Optional<StartFailure> failure = kind >= 0 && kind < values().length ? Optional.of(values()[kind])
                : Optional.empty();
        return switch (failure.orElse(PROGRAM)) {
            case HOOK -> "the startContainer hook hooks.startContainer[" + (detail - 1) + "] failed";
            case FILTER -> "load the filter of system calls (linux.seccomp): " + Errno.describe(detail);
            case PROGRAM -> "exec " + program + ": " + words(detail) + Errno.describe(detail);
        };
    }

    /** The words by which engines know these errors, before the errno's name. */
    private static String words(int errno) {
        return switch (errno) {
            case Errno.ENOENT -> "no such file or directory (is its interpreter or loader missing?): ";
            case Errno.EACCES -> "permission denied: ";
            case Errno.ENOEXEC -> "exec format error: ";
            default -> "";
        };
    }
}
