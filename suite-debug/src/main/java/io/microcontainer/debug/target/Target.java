package io.microcontainer.debug.target;

import java.util.ArrayList;
import java.util.List;

/**
 * A process that can be entered, and the container it stands for.
 *
 * @param engine    who made the container, as {@code railcar}; {@code process} for a process that was named by its id
 * @param id        the container's id; for a process its id in decimal
 * @param pid       the container's first process, in the engine's pid namespace
 * @param startTime field 22 of proc_pid_stat(5): tells the process from a later one with its pid
 * @param status    where the container stands, as {@code running}
 */
public record Target(String engine, String id, int pid, long startTime, String status) {

    /** How messages call it: {@code container web (pid 4711)} or {@code process 4711}. */
    public String name() {
        return engine.equals("process") ? "process " + pid : "container " + id + " (pid " + pid + ")";
    }

    /** A line of titles, and one for each target. */
    public static String table(List<Target> targets) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "ENGINE", "PID", "STATUS"));
        targets.forEach(t -> rows.add(List.of(t.id, t.engine, Integer.toString(t.pid), t.status)));
        int[] widths = new int[4];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length - 1; i++) {
                text.append(row.get(i)).repeat(" ", widths[i] + 3 - row.get(i).length());
            }
            text.append(row.getLast()).append('\n');
        }
        return text.toString();
    }
}
