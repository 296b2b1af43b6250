package io.microcontainer.debug.target;

import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupHierarchy;
import io.microcontainer.run.cgroup.CgroupMembership;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.cgroup.FreezerState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cgroups that a process is in (cgroups(7)).
 *
 * @param directories by v1 controller or {@code name=…}; the empty key is the unified hierarchy
 */
public record TargetCgroups(Map<String, Path> directories) {

    public TargetCgroups {
        directories = Map.copyOf(directories);
    }

    /** Reads where a process is now. */
    public static TargetCgroups of(int pid) {
        return of(CgroupMounts.read(), pid);
    }

    /** The same where the mounts are known. */
    public static TargetCgroups of(CgroupMounts mounts, int pid) {
        return of(mounts, CgroupMembership.of(pid));
    }

    static TargetCgroups of(CgroupMounts mounts, CgroupMembership membership) {
        Map<String, Path> directories = new TreeMap<>();
        membership.paths().forEach((controller, path) -> {
            Optional<CgroupHierarchy> hierarchy = controller.isEmpty() ? mounts.unified() : mounts.hierarchy(controller);
            hierarchy.flatMap(h -> directory(h, path)).ifPresent(d -> directories.put(controller, d));
        });
        return new TargetCgroups(directories);
    }

    /** Where a mount of the hierarchy shows a cgroup, if it does. */
    private static Optional<Path> directory(CgroupHierarchy hierarchy, String path) {
        if (hierarchy.root().equals("/")) {
            return Optional.of(hierarchy.mountPoint().resolve(path.substring(1)));
        }
        return path.equals(hierarchy.root()) || path.startsWith(hierarchy.root() + "/")
                ? Optional.of(hierarchy.mountPoint().resolve(path.substring(hierarchy.root().length()).replaceFirst("^/", "")))
                : Optional.empty();
    }

    /** The cgroup on the unified hierarchy, where that is mounted. */
    public Optional<Path> unified() {
        return Optional.ofNullable(directories.get(""));
    }

    /**
     * Files of v1 hierarchies that a process with one thread writes {@code 0} to, to get from another process's cgroups
     * into these.
     */
    public List<Path> joinFiles(TargetCgroups from) {
        Map<String, Path> other = new TreeMap<>(directories);
        other.remove("");
        other.entrySet().removeAll(from.directories.entrySet());
        return Cgroup.of(other).joinFiles();
    }

    /** Whether processes in it stand still. */
    public boolean frozen() {
        return Cgroup.of(directories).freezerState() == FreezerState.FROZEN
                || unified().isPresent() && Cgroup.of(Map.of("", unified().get())).freezerState() == FreezerState.FROZEN;
    }
}
