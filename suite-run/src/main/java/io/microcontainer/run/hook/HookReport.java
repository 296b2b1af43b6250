package io.microcontainer.run.hook;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Signal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a plan tells of a hook that failed: {@code u32 kind, u32 detail, u64 position, u64 end, char text[]}.
 *
 * @param kind   ended with a status, timed out, or could not be started
 * @param detail the wait status, or the negative errno
 * @param output the last of what the hook wrote
 */
record HookReport(int kind, int detail, String output) {

    static final int ENDED = 0;
    static final int TIMED_OUT = 1;
    static final int NOT_STARTED = 2;

    private static final int SIGSYS = 31;

    static final int DETAIL = 4;
    static final int POSITION = 8;
    static final int END = 16;
    static final int TEXT = 24;
    /** A read that begins within the ring may reach one chunk beyond. */
    static final int RING = 4096;
    static final int CHUNK = 1024;
    static final int SIZE = TEXT + RING + CHUNK;

    /** Reads what was told. */
    static HookReport read(byte[] data) {
        ByteBuffer report = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int kind = report.getInt(0);
        int detail = report.getInt(DETAIL);
        if (kind == NOT_STARTED) {
            return new HookReport(kind, detail, "");
        }
        int position = offset(report.getLong(POSITION));
        int end = report.getLong(END) == 0 ? position : offset(report.getLong(END));
        String output = text(data, position, end) + text(data, TEXT, position);
        return new HookReport(kind, detail, output);
    }

    /** The report comes from the plan's process, which a container could have meddled with. */
    private static int offset(long told) {
        return Math.clamp(told, TEXT, SIZE);
    }

    private static String text(byte[] data, int from, int to) {
        return from >= to ? "" : new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    HookFailure failure(HookCall call) {
        String reason = switch (kind) {
            case TIMED_OUT -> "ran longer than its timeout of " + call.hook().timeout() + " s and was killed";
            case NOT_STARTED -> "cannot be run: " + Errno.describe(-detail);
            default -> (detail & 0x7f) == 0 ? "ended with status " + (detail >> 8 & 0xff)
                    : "was ended by " + signal(detail & 0x7f);
        };
        String words = output.strip();
        return new HookFailure(call, "error running " + call + ": " + reason + (words.isEmpty() ? "" : "; it wrote: " + words));
    }

    /** A filter that does not let a hook do what it must shows in nothing else. */
    private static String signal(int number) {
        return new Signal(number) + (number == SIGSYS ? " (bad system call): linux.seccomp forbids a call that it makes" : "");
    }
}
