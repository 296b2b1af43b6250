package io.microcontainer.debug.inspect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws processes as a tree: each below its parent. */
final class ProcessTree {

    private final List<ProcessEntry> all;
    private final Set<Integer> drawn = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private ProcessTree(List<ProcessEntry> all) {
        this.all = all;
    }

    /** One line for each process: its number on the host, that inside, its user, and its words. */
    static List<String> lines(List<ProcessEntry> processes) {
        ProcessTree tree = new ProcessTree(processes);
        Set<Integer> pids = processes.stream().map(ProcessEntry::pid).collect(Collectors.toSet());
        tree.lines.add(row("PID", "INSIDE", "USER", "STATE", "COMMAND"));
        processes.stream().filter(p -> !pids.contains(p.parent())).forEach(p -> tree.draw(p, 0));
        // Parents that change while they are read could make a ring.
        processes.forEach(p -> tree.draw(p, 0));
        return tree.lines;
    }

    private void draw(ProcessEntry process, int depth) {
        if (drawn.add(process.pid())) {
            lines.add(row(Integer.toString(process.pid()), Integer.toString(process.inside()), Long.toString(process.uid()),
                    String.valueOf(process.state()), "  ".repeat(depth) + process.command()));
            all.stream().filter(p -> p.parent() == process.pid()).forEach(p -> draw(p, depth + 1));
        }
    }

    private static String row(String... words) {
        int[] widths = { 8, 8, 8, 7 };
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            row.append(words[i]).repeat(" ", Math.max(1, widths[i] - words[i].length()));
        }
        return row.append(words[widths.length]).toString();
    }
}
