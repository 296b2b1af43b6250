package io.microcontainer.run.compile.fs;

import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupHierarchy;
import io.microcontainer.run.cgroup.CgroupMounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The cgroup hierarchies that a mount of type {@code cgroup} shows to a container.
 *
 * @param hierarchies of the host that the container is in, in the order of its mounts
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

    /**
     * The view of a container with a cgroup. Hierarchies that it has no cgroup in are left out, unless a cgroup namespace
     * keeps it below its own place in them.
     *
     * @param namespace whether the container has a cgroup namespace of its own
     */
    public static CgroupView of(CgroupMounts mounts, Cgroup cgroup, boolean namespace) {
        List<Hierarchy> all = new ArrayList<>();
        for (CgroupHierarchy mounted : mounts.hierarchies()) {
            String key = mounted.unified() ? "" : mounted.controllers().stream().sorted().findFirst().orElse("");
            Path own = cgroup.paths().get(key);
            if (own != null || namespace) {
                all.add(new Hierarchy(mounted.mountPoint().getFileName().toString(), mounted.controllers(),
                        own == null ? mounted.mountPoint() : own));
            }
        }
        return new CgroupView(all, mounts.mode() == CgroupMounts.Mode.V2, namespace);
    }
}
