package io.microcontainer.run.cgroup;

import java.nio.file.Path;
import java.util.Set;

/**
 * One mounted cgroup hierarchy (cgroups(7)).
 *
 * @param mountPoint  where it is mounted
 * @param root        which cgroup of the hierarchy the mount shows, {@code /} unless a part of it was bind-mounted
 * @param controllers v1 controllers, or the single {@code name=…} of a hierarchy without any; empty for the unified one
 * @param unified     whether it is cgroup v2
 * @param device      {@code st_dev} of the mount as mountinfo writes it, {@code major:minor}
 */
public record CgroupHierarchy(Path mountPoint, String root, Set<String> controllers, boolean unified,
        String device) {

    public CgroupHierarchy {
        controllers = Set.copyOf(controllers);
    }

    /** Whether it has a controller at all, and not only a name or nothing. */
    boolean controls() {
        return controllers.stream().anyMatch(name -> !name.startsWith("name="));
    }

    /**
     * The directory of a cgroup.
     *
     * @param path the cgroup's path from the root of the hierarchy, as /proc/PID/cgroup writes it
     */
    public Path directory(String path) {
        if (root.equals("/")) {
            return mountPoint.resolve(path.substring(1));
        }
        if (path.equals(root)) {
            return mountPoint;
        }
        // A cgroup outside of what the mount shows cannot be named here: its mount's root stands for it.
        return path.startsWith(root + "/") ? mountPoint.resolve(path.substring(root.length() + 1)) : mountPoint;
    }
}
