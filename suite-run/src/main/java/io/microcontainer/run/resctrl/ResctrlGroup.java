package io.microcontainer.run.resctrl;

import io.microcontainer.api.oci.runtime.IntelRdt;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The group of a container in the resctrl file system, with its rules for who makes and removes it (runtime-spec
 * config-linux.md, "IntelRdt").
 */
public final class ResctrlGroup {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private final IntelRdt config;
    private final Path root;
    private final Path group;
    private final Path monitoring;

    ResctrlGroup(IntelRdt config, String id, Path root) {
        this.config = config;
        this.root = root;
        group = config.closId() == null ? root.resolve(id) : config.closId().equals("/") ? root : root.resolve(config.closId());
        monitoring = config.enableMonitoring() ? group.resolve("mon_groups").resolve(id) : null;
    }

    /**
     * The group of a container to make.
     *
     * @param config {@code linux.intelRdt}, or null
     * @throws RunException if this host has no resctrl
     */
    public static Optional<ResctrlGroup> needed(IntelRdt config, String id) {
        if (config == null) {
            return Optional.empty();
        }
        return Optional.of(existing(config, id).orElseThrow(() -> new RunException("linux.intelRdt: Intel RDT is not supported by "
                + "this host or not enabled: no file system of type resctrl is mounted")));
    }

    /** The group of a container that was made; empty also where no resctrl is mounted any more. */
    public static Optional<ResctrlGroup> existing(IntelRdt config, String id) {
        return config == null ? Optional.empty() : mountPoint().map(root -> new ResctrlGroup(config, id, root));
    }

    private static Optional<Path> mountPoint() {
        try {
            return mountPoint(Files.readString(MOUNTS, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new RunException("read the mounts in " + MOUNTS + ": " + e.getMessage(), e);
        }
    }

    static Optional<Path> mountPoint(String mountinfo) {
        return mountinfo.lines().filter(line -> line.contains(" - resctrl ")).map(line -> Path.of(line.split(" ")[4])).findFirst();
    }

    /** Makes the group, or looks whether the one that is there is the one that is meant. */
    public void make() {
        List<String> wanted = lines();
        if (config.closId() == null) {
            makeDirectory(group);
            write(wanted);
        } else if (wanted.isEmpty()) {
            if (!Files.isDirectory(group)) {
                throw new RunException("linux.intelRdt.closID: there is no class of service " + config.closId() + " below " + root
                        + "; make it, or say with schemata what it shall be");
            }
        } else if (Files.isDirectory(group)) {
            compare(wanted);
        } else {
            makeDirectory(group);
            write(wanted);
        }
        if (monitoring != null) {
            makeDirectory(monitoring);
        }
    }

    /**
     * Changes a container's shares while it lives.
     *
     * @param lines of its schemata; what they do not name stays
     */
    public void change(List<String> lines) {
        if (!Files.isDirectory(group)) {
            throw new RunException("linux.intelRdt: the container's class of service " + group + " is gone");
        }
        write(lines);
    }

    /** In the order that the specification demands. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (config.l3CacheSchema() != null && !config.l3CacheSchema().isEmpty()) {
            lines.add(config.l3CacheSchema());
        }
        if (config.memBwSchema() != null && !config.memBwSchema().isEmpty()) {
            lines.add(config.memBwSchema());
        }
        lines.addAll(config.schemata());
        return lines;
    }

    private void compare(List<String> wanted) {
        Path file = group.resolve("schemata");
        List<String> found;
        try {
            found = Files.readAllLines(file);
        } catch (IOException e) {
            throw new RunException("linux.intelRdt: read " + file + ": " + e.getMessage(), e);
        }
        if (!Schemata.parse(found).holds(Schemata.parse(wanted))) {
            throw new RunException("linux.intelRdt: the class of service " + config.closId() + " exists with other schemata: "
                    + String.join(", ", found.stream().map(String::strip).toList()) + "; wanted " + String.join(", ", wanted));
        }
    }

    private void write(List<String> lines) {
        for (String line : lines) {
            write(group.resolve("schemata"), line + "\n");
        }
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new RunException("linux.intelRdt: write " + text.strip() + " to " + file + ": " + e.getMessage() + reason(), e);
        }
    }

    /** What the kernel has to say of a write that it refused. */
    private String reason() {
        try {
            return " (" + Files.readString(root.resolve("info/last_cmd_status")).strip() + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private void makeDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory);
            }
        } catch (IOException e) {
            throw new RunException("linux.intelRdt: make " + directory + ": " + e.getMessage() + reason(), e);
        }
    }

    /** Puts a process into the group. */
    public void add(int pid) {
        write(group.resolve("tasks"), pid + "\n");
        if (monitoring != null) {
            write(monitoring.resolve("tasks"), pid + "\n");
        }
    }

    /** Removes what was made for this container alone: a group with a name of its own stays. */
    public void remove() {
        if (monitoring != null) {
            removeDirectory(monitoring);
        }
        if (config.closId() == null) {
            removeDirectory(group);
        }
    }

    private static void removeDirectory(Path directory) {
        try {
            Files.delete(directory);
        } catch (NoSuchFileException e) {
            // it was never made
        } catch (IOException e) {
            throw new RunException("linux.intelRdt: remove " + directory + ": " + e.getMessage(), e);
        }
    }
}
