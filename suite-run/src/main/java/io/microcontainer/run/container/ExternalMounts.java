package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The mounts of a container that come from outside: whose file system is mounted on the host too, but for those that CRIU makes anew by their type. CRIU is told
 * of them, and does not look into them.
 */
final class ExternalMounts {

    private static final Set<String> MADE_ANEW = Set.of("proc", "sysfs", "devpts", "mqueue");

    private ExternalMounts() {
    }

    /**
     * Their paths in the container.
     *
     * @param pid          the container's init
     * @param boundCgroups whether mounts of cgroups are bound from the host
     */
    static List<String> of(int pid, boolean boundCgroups) {
        Set<String> host = new HashSet<>();
        lines("self").forEach(line -> host.add(line.split(" ")[2]));
        List<String> found = new ArrayList<>();
        for (String line : lines(Integer.toString(pid))) {
            String[] fields = line.split(" ");
            String type = line.substring(line.indexOf(" - ") + 3).split(" ")[0];
            boolean outside = type.startsWith("cgroup") ? boundCgroups : host.contains(fields[2]) && !MADE_ANEW.contains(type);
            if (outside && !fields[4].equals("/")) {
                found.add(fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\"));
            }
        }
        return found;
    }

    private static List<String> lines(String process) {
        Path file = Path.of("/proc", process, "mountinfo");
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new RunException("read the mounts in " + file + ": " + e.getMessage(), e);
        }
    }
}
