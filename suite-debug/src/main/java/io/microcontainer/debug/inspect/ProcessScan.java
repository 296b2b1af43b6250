package io.microcontainer.debug.inspect;

import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.target.Credentials;
import io.microcontainer.debug.target.ProcText;
import io.microcontainer.run.RunException;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the processes of a container: those in its pid namespace, or without one of its own those below its first process. */
final class ProcessScan {

    private static final int MOST_WORDS = 256;

    private static final String DELETED = " (deleted)";

    private ProcessScan() {
    }

    static List<ProcessEntry> of(int first, boolean ownNamespace) {
        String namespace = ownNamespace ? ProcText.link(first, "ns/pid") : "";
        List<ProcessEntry> all = new ArrayList<>();
        TreeSet<Integer> family = new TreeSet<>(List.of(first));
        for (int pid : numbers()) {
            try {
                Optional<ProcessStat> stat = ProcessStat.of(pid);
                if (stat.isEmpty()) {
                    continue;
                }
                boolean member = ownNamespace ? ProcText.link(pid, "ns/pid").equals(namespace)
                        : family.contains(pid) || family.contains(stat.get().parent());
                if (member) {
                    family.add(pid);
                    all.add(entry(pid, stat.get()));
                }
            } catch (DebugException | RunException e) {
                // It ended meanwhile, or is not the caller's to see.
            }
        }
        return all;
    }

    private static List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            processes.forEach(p -> numbers.add(Integer.valueOf(p.getFileName().toString())));
        } catch (IOException e) {
            throw new DebugException("list the processes in /proc: " + e.getMessage(), e);
        }
        numbers.sort(Comparator.naturalOrder());
        return numbers;
    }

    private static ProcessEntry entry(int pid, ProcessStat stat) {
        String status = ProcText.text(pid, "status");
        String[] numbers = status.lines().filter(l -> l.startsWith("NSpid:")).findFirst().orElse("NSpid:\t" + pid).split("\\s+");
        byte[] words = ProcText.bytes(pid, "cmdline");
        String command = new String(words, 0, Math.min(words.length, MOST_WORDS), StandardCharsets.UTF_8).replace('\0', ' ').strip();
        return new ProcessEntry(pid, Integer.parseInt(numbers[numbers.length - 1]), stat.parent(), Credentials.parse(status).uid(),
                stat.state(), Printable.of(command.isEmpty() ? "[" + stat.command() + "]" : command), deleted(pid));
    }

    /** A program or library that was replaced or removed while it runs: what is on disk is not what runs. */
    private static List<String> deleted(int pid) {
        TreeSet<String> deleted = new TreeSet<>();
        try {
            String program = ProcText.link(pid, "exe");
            if (program.endsWith(DELETED)) {
                deleted.add(Printable.of(program.substring(0, program.length() - DELETED.length())));
            }
            ProcText.text(pid, "maps").lines().filter(l -> l.endsWith(DELETED) && l.contains(" r-xp ")).forEach(l -> {
                int path = l.indexOf('/');
                if (path > 0) {
                    deleted.add(Printable.of(l.substring(path, l.length() - DELETED.length())));
                }
            });
        } catch (DebugException e) {
            return List.copyOf(deleted);
        }
        return List.copyOf(deleted);
    }
}
