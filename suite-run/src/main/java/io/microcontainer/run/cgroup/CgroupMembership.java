package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The cgroups that a process is in, as /proc/PID/cgroup writes them (cgroups(7)).
 *
 * @param paths path from the hierarchy's root by v1 controller or {@code name=…}; the empty key is the unified hierarchy
 */
public record CgroupMembership(Map<String, String> paths) {

    public CgroupMembership {
        paths = Map.copyOf(paths);
    }

    /**
     * Reads a process's cgroups: the launcher's, whose cgroup a container is placed below by default. The engine's own
     * tell nothing, for it leaves the caller's cgroup.
     *
     * @throws RunException if there is no such process
     */
    public static CgroupMembership of(int pid) {
        Path file = Path.of("/proc", Integer.toString(pid), "cgroup");
        try {
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RunException("read the cgroups of process " + pid + " from " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the text of a /proc/PID/cgroup file. */
    public static CgroupMembership parse(String text) {
        Map<String, String> paths = new HashMap<>();
        for (String line : text.split("\n")) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            // A path that climbs is of a process outside of the reader's cgroup namespace: as good as its root.
            String path = fields[2].startsWith("/") && !fields[2].startsWith("/..") ? fields[2] : "/";
            for (String controller : fields[1].split(",")) {
                paths.put(controller, path);
            }
        }
        return new CgroupMembership(paths);
    }

    /** The path for one controller, the root where the process has none. */
    String path(String controller) {
        return paths.getOrDefault(controller, "/");
    }
}
