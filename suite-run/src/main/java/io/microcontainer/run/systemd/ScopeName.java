package io.microcontainer.run.systemd;

import io.microcontainer.run.RunException;

/**
 * The scope of a container, as {@code linux.cgroupsPath} names it for systemd: {@code slice:prefix:name}.
 *
 * @param slice  that the scope is in, such as {@code machine-web.slice}
 * @param prefix of the unit's name, usually the engine's
 * @param name   of the container
 */
public record ScopeName(String slice, String prefix, String name) {

    private static final String SLICE = ".slice";

    /**
     * Reads a config's path.
     *
     * @param cgroupsPath null or empty for a scope named by the container's id
     * @param rootless    whether a user's systemd is to make it
     * @throws RunException if it has another form
     */
    public static ScopeName of(String cgroupsPath, String id, boolean rootless) {
        String usual = rootless ? "user.slice" : "system.slice";
        if (cgroupsPath == null || cgroupsPath.isEmpty()) {
            return new ScopeName(usual, "railcar", id);
        }
        String[] parts = cgroupsPath.split(":", -1);
        if (parts.length != 3 || parts[2].isEmpty()) {
            throw new RunException("linux.cgroupsPath " + cgroupsPath + " is not of the form slice:prefix:name, as systemd's "
                    + "scopes are named with --systemd-cgroup; such as system.slice:railcar:" + id);
        }
        ScopeName scope = new ScopeName(parts[0].isEmpty() ? usual : parts[0], parts[1], parts[2]);
        scope.refuseSlashes(cgroupsPath);
        return scope;
    }

    private void refuseSlashes(String cgroupsPath) {
        sliceDirectory();
        if (unit().indexOf('/') >= 0 || unit().length() > 255 || !unit().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new RunException("linux.cgroupsPath " + cgroupsPath + ": " + unit()
                    + " is no name for a unit of systemd: letters, digits and :-_.\\@ of at most 255 bytes");
        }
    }

    /** The unit's name. */
    public String unit() {
        return name.endsWith(SLICE) ? name : (prefix.isEmpty() ? name : prefix + "-" + name) + ".scope";
    }

    /** Where it is below the root of systemd's cgroups: {@code a-b.slice} is in {@code /a.slice/a-b.slice}. */
    public String path() {
        return sliceDirectory() + "/" + unit();
    }

    private String sliceDirectory() {
        String inner = slice.endsWith(SLICE) ? slice.substring(0, slice.length() - SLICE.length()) : "";
        if (inner.equals("-")) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        StringBuilder before = new StringBuilder();
        for (String part : inner.split("-", -1)) {
            if (part.isEmpty() || slice.indexOf('/') >= 0) {
                throw new RunException("linux.cgroupsPath: '" + slice + "' is no name of a slice; such as system.slice or machine-web.slice");
            }
            path.append('/').append(before).append(part).append(SLICE);
            before.append(part).append('-');
        }
        return path.toString();
    }
}
