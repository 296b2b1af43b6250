package io.microcontainer.run.cgroup;

import java.nio.file.Path;
import java.util.Set;

/** The rule of v2 that a cgroup which hands controllers to its children holds no process itself (cgroups(7), "no internal processes"). */
public final class InternalProcesses {

    /** Controllers that work on threads, which the rule is not for (cgroup-v2.rst, Threads). */
    private static final Set<String> THREADED = Set.of("cpu", "cpuset", "perf_event", "pids");

    private InternalProcesses() {
    }

    /** Whether a process that enters the cgroup would be refused with EBUSY; false if there is no such cgroup of v2. */
    public static boolean forbidden(Path directory) {
        try {
            for (String controller : CgroupFile.read(directory.resolve("cgroup.subtree_control")).split(" ")) {
                if (!controller.isEmpty() && !THREADED.contains(controller)) {
                    return true;
                }
            }
            return false;
        } catch (CgroupException e) {
            if (e.absent()) {
                return false;
            }
            throw e;
        }
    }
}
