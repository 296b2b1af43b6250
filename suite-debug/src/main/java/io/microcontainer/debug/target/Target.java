package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import io.microcontainer.run.process.ProcessStat;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that can be entered, and the container it stands for.
 *
 * @param engine    who made the container, as {@code railcar}; {@code process} for a process that was named by its id
 * @param id        the container's id; for a process its id in decimal
 * @param names     what else the engine calls it, the usual name first
 * @param pid       the container's first process, in the engine's pid namespace
 * @param startTime field 22 of proc_pid_stat(5): tells the process from a later one with its pid
 * @param status    where the container stands, as {@code running}
 */
public record Target(String engine, String id, List<String> names, int pid, long startTime, String status) {

    /** The engine of a process that no engine's container was looked for. */
    static final String PROCESS = "process";

    /** Ids of Docker, Podman and Kubernetes are 64 digits, and shown as their first 12. */
    private static final int LONG_ID = 64;
    private static final int SHORT_ID = 12;

    public Target {
        names = List.copyOf(names);
    }

    /** A container without a name beside its id. */
    public Target(String engine, String id, int pid, long startTime, String status) {
        this(engine, id, List.of(), pid, startTime, status);
    }

    /** How messages call it: {@code container web (pid 4711)} or {@code process 4711}. */
    public String name() {
        return engine.equals(PROCESS) ? "process " + pid : "container " + title() + " (pid " + pid + ")";
    }

    /** @throws DebugException if its process has ended since, even if another one got its pid */
    public void requireSame() {
        if (ProcessStat.of(pid).filter(s -> s.startTime() == startTime && !s.ended()).isEmpty()) {
            throw new DebugException("process " + pid + " has ended");
        }
    }

    /** The name that people know it by. */
    public String title() {
        return names.isEmpty() ? shortId() : names.getFirst();
    }

    private String shortId() {
        return id.length() == LONG_ID ? id.substring(0, SHORT_ID) : id;
    }

    /** A line of titles, and one for each target. */
    public static String table(List<Target> targets) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "NAME", "ENGINE", "PID", "STATUS"));
        targets.forEach(t -> rows.add(List.of(t.shortId(), t.names.isEmpty() ? "-" : t.names.getFirst(), t.engine,
                Integer.toString(t.pid), t.status)));
        return TextTable.of(rows);
    }
}
