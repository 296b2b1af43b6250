package io.microcontainer.run.process;

import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What /proc/PID/stat tells of a process (proc_pid_stat(5)).
 *
 * @param pid       process id in the namespace of the /proc that was read
 * @param command   the command's name as the kernel keeps it, at most 15 bytes, without the parentheses
 * @param state     field 3: R, S, D, Z, T, t, X, I …
 * @param parent    field 4, parent's pid
 * @param terminal  field 7, device number of the controlling terminal, 0 for none
 * @param flags     field 9, PF_* of the kernel
 * @param userTicks field 14, in clock ticks
 * @param systemTicks field 15, in clock ticks
 * @param startTime field 22, in clock ticks after boot: with the pid it names one process for as long as the host runs
 */
public record ProcessStat(int pid, String command, char state, int parent, int terminal, long flags, long userTicks,
        long systemTicks, long startTime) {

    private static final long PF_EXITING = 4;

    private static final Path PROC = Path.of("/proc");

    /** Numbers of fields. */
    private static final int PPID = 4;
    private static final int TTY_NR = 7;
    private static final int FLAGS = 9;
    private static final int UTIME = 14;
    private static final int STIME = 15;
    private static final int STARTTIME = 22;

    /**
     * Reads a process's line.
     *
     * @return empty if there is no such process
     */
    public static Optional<ProcessStat> of(int pid) {
        return of(PROC, pid);
    }

    /** The same below another mount of procfs. */
    static Optional<ProcessStat> of(Path proc, int pid) {
        if (pid <= 0) {
            return Optional.empty();
        }
        Path file = proc.resolve(Integer.toString(pid)).resolve("stat");
        return ProcFile.read(file).map(bytes -> parse(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    /** Reads the text of a stat file; the command may hold spaces, parentheses and line ends. */
    static ProcessStat parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            throw new RunException("/proc/PID/stat holds no command: " + text.strip());
        }
        // The first one behind the command is field 3 of the manual page; the last one read is 22.
        long[] fields = new long[STARTTIME + 1];
        int at = close + 4;
        for (int field = PPID; field <= STARTTIME; field++) {
            int end = text.indexOf(' ', at);
            fields[field] = Long.parseLong(text, at, end, 10);
            at = end + 1;
        }
        return new ProcessStat(Integer.parseInt(text, 0, open - 1, 10),
                new String(text.substring(open + 1, close).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
                text.charAt(close + 2), (int) fields[PPID], (int) fields[TTY_NR], fields[FLAGS], fields[UTIME], fields[STIME],
                fields[STARTTIME]);
    }

    /** Whether the process is on its way out, though it may have to wait for others. */
    public boolean exiting() {
        return (flags & PF_EXITING) != 0;
    }

    /** Whether the process has ended: a zombie waits for its parent only, X is on its way out. */
    public boolean ended() {
        return state == 'Z' || state == 'X' || state == 'x';
    }
}
