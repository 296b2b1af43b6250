package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Controllers and types of cgroups on v2 (Documentation/admin-guide/cgroup-v2.rst: Enabling and Disabling, Threads). */
final class V2Controllers {

    private V2Controllers() {
    }

    /**
     * Hands every controller down from the root to the parent of a cgroup. One that cannot be handed down is left out: a limit that needs it
     * is refused when it is set, others need not care.
     */
    static void enable(Path root, Path directory) {
        List<Path> above = new ArrayList<>();
        for (Path path = directory.getParent(); path != null && path.startsWith(root); path = path.getParent()) {
            above.addFirst(path);
        }
        for (Path path : above) {
            Set<String> missing = words(path, "cgroup.controllers");
            missing.removeAll(words(path, "cgroup.subtree_control"));
            if (!missing.isEmpty()) {
                enable(path.resolve("cgroup.subtree_control"), missing);
            }
        }
    }

    private static void enable(Path file, Set<String> controllers) {
        try {
            CgroupFile.write(file, "+" + String.join(" +", controllers));
        } catch (CgroupException notAll) {
            for (String controller : controllers) {
                try {
                    CgroupFile.write(file, "+" + controller);
                } catch (CgroupException notThis) {
                    // processes in the parent, or not delegated to this user
                }
            }
        }
    }

    private static Set<String> words(Path directory, String file) {
        String text = CgroupFile.read(directory.resolve(file));
        return text.isEmpty() ? new HashSet<>() : new HashSet<>(List.of(text.split(" ")));
    }

    /** Whether the limits need a controller that works on whole processes only. */
    static boolean needsDomain(Resources limits) {
        return limits.memory() != null || limits.blockIo() != null || !limits.hugepageLimits().isEmpty();
    }

    static void refuseThreaded(Path directory) {
        String type = CgroupFile.read(directory.resolve("cgroup.type"));
        if (!type.equals("domain")) {
            throw new RunException("the cgroup " + directory + " is of type '" + type
                    + "', where memory, blockIO and hugepageLimits do not work: a process or a threaded cgroup is in one above it;"
                    + " give a linux.cgroupsPath elsewhere");
        }
    }

    /** Below a cgroup with processes a new one is invalid; with limits that count threads only it can be a threaded one. */
    static void allowThreaded(Path directory) {
        if (CgroupFile.read(directory.resolve("cgroup.type")).equals("domain invalid")) {
            CgroupFile.write(directory.resolve("cgroup.type"), "threaded");
        }
    }
}
