package io.microcontainer.run.compile;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.oci.runtime.Hook;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.hook.HookCall;
import io.microcontainer.run.hook.HookKind;
import io.microcontainer.run.hook.HookSteps;
import java.util.List;

/**
 * Why a program did not start though its container was ready. The container's process says so in a word of 64 bits: a
 * negative errno in the lower half, this kind in the upper.
 */
public enum StartFailure {
    /** A startContainer hook failed; the lower half is its number, counted from -1 downwards, and a report follows. */
    HOOK,
    /** The filter of system calls could not be loaded. */
    FILTER,
    /** The program could not be executed. */
    PROGRAM;

    /** Size of the longest message: the word and a hook's report. */
    static final int SIZE = Long.BYTES + HookSteps.reportSize();

    /**
     * The sentence for the user.
     *
     * @param word    what the process said
     * @param report  what followed
     * @param program the program that was to start
     * @param config  the container's
     */
    public static String explain(long word, byte[] report, String program, RuntimeConfig config) {
        int detail = -(int) word;
        int kind = (int) (word >>> 32);
        return switch (kind == 0 ? HOOK : kind == 1 ? FILTER : PROGRAM) {
            case HOOK -> hook(detail - 1, report, config.hooks() == null ? Hooks.NONE : config.hooks());
            case FILTER -> "load the filter of system calls (linux.seccomp): " + Errno.describe(detail);
            case PROGRAM -> "exec " + program + ": " + words(detail) + Errno.describe(detail);
        };
    }

    private static String hook(int index, byte[] report, Hooks hooks) {
        List<Hook> all = HookKind.START_CONTAINER.of(hooks);
        return index >= 0 && index < all.size()
                ? HookSteps.failure(new HookCall(HookKind.START_CONTAINER, index, all.get(index)), report).sentence()
                : "a startContainer hook failed";
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
