package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.Resources;
import java.nio.file.Path;
import java.util.Map;

/**
 * A cgroup to make for a new container.
 *
 * @param mounts      the host's hierarchies
 * @param caller      the cgroups of the process that asked for the container: the launcher
 * @param cgroupsPath {@code linux.cgroupsPath} of the config, null or empty for none
 * @param id          the container's id, which names the cgroup where cgroupsPath does not
 * @param rootless    whether a cgroup that this user may not make is done without, if the config asks for neither path nor limit
 * @param limits      {@code linux.resources}; nothing of it is set yet, but it decides what is needed
 * @param inScope     whether systemd has made the place around the container's first process
 */
public record CgroupRequest(CgroupMounts mounts, CgroupMembership caller, String cgroupsPath, String id,
        boolean rootless, Resources limits, boolean inScope) {

    /** Whether the place was the runtime's own choice. */
    boolean placeIsFree() {
        return cgroupsPath == null || cgroupsPath.isEmpty();
    }

    /** Where the directories are to be, whether they exist or not. */
    public Map<String, Path> directories() {
        return CgroupPaths.of(mounts, caller, cgroupsPath, id);
    }
}
