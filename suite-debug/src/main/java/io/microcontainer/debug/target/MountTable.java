package io.microcontainer.debug.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mounts that a process sees, as /proc/PID/mountinfo writes them (proc_pid_mountinfo(5)).
 *
 * @param mounts in the file's order: of two on one place the later one is on top
 */
public record MountTable(List<Mount> mounts) {

    /**
     * One mount.
     *
     * @param point   where, from the process's root
     * @param options per-mount options, as {@code ro,nosuid,relatime}
     * @param type    file system type
     * @param source  file system specific, as a device
     */
    public record Mount(String point, List<String> options, String type, String source) {

        public Mount {
            options = List.copyOf(options);
        }
    }

    public MountTable {
        mounts = List.copyOf(mounts);
    }

    /** Reads the text of a mountinfo file. */
    public static MountTable parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.split("\n")) {
            int separator = line.indexOf(" - ");
            String[] mount = line.split(" ");
            if (separator < 0 || mount.length < 6) {
                continue;
            }
            String[] system = line.substring(separator + 3).split(" ");
            mounts.add(new Mount(unescape(mount[4]), List.of(mount[5].split(",")), system[0],
                    system.length > 1 ? unescape(system[1]) : ""));
        }
        return new MountTable(mounts);
    }

    /** What is mounted on a place, the topmost. */
    public Optional<Mount> at(String point) {
        return mounts.reversed().stream().filter(m -> m.point.equals(point)).findFirst();
    }

    /** The kernel writes space, tab, line end and backslash as octal. */
    private static String unescape(String field) {
        return field.indexOf('\\') < 0 ? field
                : field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }
}
