package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cgroup hierarchies of a host, as /proc/self/mountinfo shows them (proc_pid_mountinfo(5)). Immutable: good for as
 * long as they stay mounted, usually the whole life of the host.
 *
 * @param hierarchies each hierarchy once, at its first mount below /sys/fs/cgroup or else its first mount at all
 */
public record CgroupMounts(List<CgroupHierarchy> hierarchies) {

    /** How a host arranges cgroups. */
    public enum Mode {
        /** No hierarchy is mounted. */
        NONE,
        /** Controllers on v1 hierarchies, no v2. */
        V1,
        /** Controllers on v1 hierarchies, and a v2 hierarchy beside them. */
        HYBRID,
        /** v2 only; a named v1 hierarchy without controllers beside it changes nothing. */
        V2
    }

    private static final Path USUAL = Path.of("/sys/fs/cgroup");

    /** Mount options of cgroup v1 that are not controllers (kernel/cgroup/cgroup-v1.c). */
    private static final Set<String> OPTIONS = Set.of("rw", "ro", "none", "all", "noprefix", "clone_children", "xattr",
            "cpuset_v2_mode", "favordynmods", "nofavordynmods");

    public CgroupMounts {
        hierarchies = List.copyOf(hierarchies);
    }

    /**
     * Reads this process's mounts.
     *
     * @throws RunException if /proc/self/mountinfo cannot be read
     */
    public static CgroupMounts read() {
        return read(Path.of("/proc/self/mountinfo"));
    }

    /** Reads a file of mountinfo's form. */
    public static CgroupMounts read(Path mountinfo) {
        try {
            return parse(new String(Files.readAllBytes(mountinfo), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RunException("read the mounts in " + mountinfo + ": " + e.getMessage(), e);
        }
    }

    /** Reads mountinfo's text. Lines of other file systems are skipped. */
    public static CgroupMounts parse(String mountinfo) {
        Map<Set<String>, CgroupHierarchy> found = new HashMap<>();
        List<Set<String>> order = new ArrayList<>();
        for (String line : mountinfo.split("\n")) {
            int separator = line.indexOf(" - cgroup");
            if (separator < 0) {
                continue;
            }
            CgroupHierarchy hierarchy = hierarchy(line.substring(0, separator).split(" "),
                    line.substring(separator + 3).split(" "));
            if (hierarchy == null) {
                continue;
            }
            Set<String> key = hierarchy.unified() ? Set.of("") : hierarchy.controllers();
            CgroupHierarchy before = found.get(key);
            if (before == null) {
                order.add(key);
                found.put(key, hierarchy);
            } else if (!before.mountPoint().startsWith(USUAL) && hierarchy.mountPoint().startsWith(USUAL)) {
                found.put(key, hierarchy);
            }
        }
        return new CgroupMounts(order.stream().map(found::get).toList());
    }

    private static CgroupHierarchy hierarchy(String[] mount, String[] fileSystem) {
        boolean unified = fileSystem[0].equals("cgroup2");
        if (mount.length < 6 || fileSystem.length < 3 || !unified && !fileSystem[0].equals("cgroup")) {
            return null;
        }
        Set<String> controllers = new HashSet<>();
        if (!unified) {
            for (String option : fileSystem[2].split(",")) {
                if (!OPTIONS.contains(option) && !option.startsWith("release_agent=")) {
                    controllers.add(option);
                }
            }
        }
        return new CgroupHierarchy(Path.of(unescape(mount[4])), unescape(mount[3]), controllers, unified, mount[2]);
    }

    /** mountinfo writes space, tab, line end and backslash as octal. */
    private static String unescape(String field) {
        return field.indexOf('\\') < 0 ? field
                : field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }

    /** How the host arranges its cgroups. */
    public Mode mode() {
        boolean v1 = hierarchies.stream().anyMatch(CgroupHierarchy::controls);
        boolean v2 = unified().isPresent();
        if (v1) {
            return v2 ? Mode.HYBRID : Mode.V1;
        }
        if (v2) {
            return Mode.V2;
        }
        return hierarchies.isEmpty() ? Mode.NONE : Mode.V1;
    }

    /** The v2 hierarchy, if it is mounted. */
    public Optional<CgroupHierarchy> unified() {
        return hierarchies.stream().filter(CgroupHierarchy::unified).findFirst();
    }

    /** The hierarchy of a v1 controller or of a {@code name=…}. */
    public Optional<CgroupHierarchy> hierarchy(String controller) {
        return hierarchies.stream().filter(h -> h.controllers().contains(controller)).findFirst();
    }
}
