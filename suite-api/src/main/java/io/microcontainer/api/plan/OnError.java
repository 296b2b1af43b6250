package io.microcontainer.api.plan;

import io.microcontainer.api.linux.Errno;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a step does when the kernel refuses: fail the plan, go on, or go elsewhere. */
public sealed interface OnError {

    /** Any errno. */
    int ANY = 0xffff;

    /** The plan fails. */
    record Fail() implements OnError {
    }

    /** The plan goes on with the next step for these errnos, and fails for others. */
    record Ignore(int... errnos) implements OnError {
        public Ignore {
            check(errnos);
        }
    }

    /** The plan goes on at a label for these errnos, and fails for others. */
    record GoTo(Label label, int... errnos) implements OnError {
        public GoTo {
            check(errnos);
        }
    }

    private static void check(int... errnos) {
        if (errnos.length < 1 || errnos.length > 4) {
            throw new IllegalArgumentException("a step names one to four errnos, not " + errnos.length);
        }
    }

    /** The errnos as the launcher reads them: 16 bits each, the lowest first. */
    static long pack(int... errnos) {
        long packed = 0;
        for (int i = errnos.length - 1; i >= 0; i--) {
            packed = packed << 16 | errnos[i];
        }
        return packed;
    }

    /** The errnos' names, as {@code ENOENT|ENOTDIR}. */
    static String names(int... errnos) {
        return Arrays.stream(errnos).mapToObj(e -> e == ANY ? "any error" : Errno.name(e))
                .collect(Collectors.joining("|"));
    }
}
