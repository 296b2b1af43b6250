package io.microcontainer.app.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes the engine out of its first caller's cgroups: a service manager that stops the caller would stop the engine too, and the
 * caller's limits are not the engine's.
 */
final class Detachment {

    private Detachment() {
    }

    /** Moves this process into the root cgroup of each hierarchy mounted below /sys/fs/cgroup; what cannot be done is left. */
    static void fromCgroups() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] fields = line.split(":", 3);
                if (fields.length == 3 && !fields[2].equals("/")) {
                    leave(fields[1]);
                }
            }
        } catch (IOException e) {
            // No cgroups here.
        }
    }

    private static void leave(String controllers) {
        Path base = Path.of("/sys/fs/cgroup");
        List<Path> hierarchies = controllers.isEmpty() ? List.of(base, base.resolve("unified"))
                : List.of(base.resolve(controllers.startsWith("name=") ? controllers.substring(5) : controllers));
        for (Path hierarchy : hierarchies) {
            Path procs = hierarchy.resolve("cgroup.procs");
            if (Files.isWritable(procs)) {
                try {
                    Files.writeString(procs, "0");
                } catch (IOException e) {
                    // Delegated cgroups only: the engine stays where it is.
                }
            }
        }
    }
}
