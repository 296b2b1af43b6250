package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** Where a container's cgroups are: {@code linux.cgroupsPath} of the runtime-spec (config-linux.md, Control groups). */
final class CgroupPaths {

    private CgroupPaths() {
    }

    /**
     * Directories by controller. An absolute cgroupsPath is meant from the root of each hierarchy; a relative one, or the
     * container's id in its absence, below the caller's cgroup: on v1 directly below, on v2 beside the caller, because
     * a v2 cgroup that holds processes cannot give controllers to its children (cgroups(7), "no internal processes").
     *
     * @param cgroupsPath as in the config, null or empty for none; {@code ..} never climbs out of it
     * @return by controller or {@code name=…}, {@code ""} for the unified hierarchy; empty without any hierarchy
     */
    static Map<String, Path> of(CgroupMounts mounts, CgroupMembership caller, String cgroupsPath, String id) {
        boolean absolute = cgroupsPath != null && cgroupsPath.startsWith("/");
        String inner = cgroupsPath == null ? "" : clean(cgroupsPath);
        if (inner.isEmpty()) {
            if (absolute) {
                throw new RunException("linux.cgroupsPath " + cgroupsPath
                        + " is the root of the hierarchy; a container needs a cgroup of its own, such as /" + id);
            }
            inner = id;
        }
        boolean v2 = mounts.mode() == CgroupMounts.Mode.V2;
        Map<String, Path> directories = new TreeMap<>();
        for (CgroupHierarchy hierarchy : mounts.hierarchies()) {
            if (hierarchy.unified()) {
                String own = v2 ? parent(caller.path("")) : caller.path("");
                directories.put("", directory(hierarchy, absolute ? "/" : own, absolute, inner));
            } else if (!v2) {
                for (String controller : hierarchy.controllers()) {
                    directories.put(controller, directory(hierarchy, caller.path(controller), absolute, inner));
                }
            }
        }
        return directories;
    }

    private static Path directory(CgroupHierarchy hierarchy, String own, boolean absolute, String inner) {
        Path base = absolute ? hierarchy.mountPoint() : hierarchy.directory(own);
        return base.resolve(inner);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** The path's names without {@code .}, {@code ..} and empty ones, relative. */
    private static String clean(String path) {
        if (path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0) {
            throw new RunException("linux.cgroupsPath holds a line end or a zero byte; the kernel allows neither in a cgroup's name");
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            switch (name) {
                case "", "." -> {
                }
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return String.join("/", names);
    }
}
