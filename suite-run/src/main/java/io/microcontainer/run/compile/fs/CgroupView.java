package io.microcontainer.run.compile.fs;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The cgroup hierarchies that a mount of type {@code cgroup} shows to a container.
 *
 * @param hierarchies of the host, in the order of its mounts; empty where the container has no cgroup
 * @param v2          whether the unified hierarchy is the only one with controllers
 * @param namespace   whether the container has a cgroup namespace of its own
 */
public record CgroupView(List<Hierarchy> hierarchies, boolean v2, boolean namespace) {

    /**
     * One hierarchy.
     *
     * @param name        of its directory below /sys/fs/cgroup, as {@code cpu,cpuacct} or {@code unified}
     * @param controllers of v1, or its {@code name=…}; empty for the unified one
     * @param own         the container's cgroup in it, on the host
     */
    public record Hierarchy(String name, Set<String> controllers, Path own) {
        public Hierarchy {
            controllers = Set.copyOf(controllers);
        }

        boolean unified() {
            return controllers.isEmpty();
        }
    }

    public CgroupView {
        hierarchies = List.copyOf(hierarchies);
    }
}
