package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;
import java.nio.file.Path;

/** A cgroup below a container's own, named by {@code exec --cgroup}. */
final class SubCgroup {

    private SubCgroup() {
    }

    /**
     * Where a process is written to, to be put into a cgroup below one.
     *
     * @throws RunException in runc's words if there is no such cgroup
     */
    static Path procs(Path directory, String subgroup, int pid) {
        Path procs = of(directory, subgroup).resolve("cgroup.procs");
        if (!CgroupFile.exists(procs)) {
            throw new RunException("--cgroup: adding pid " + pid + " to " + procs + ": no such file or directory: make the cgroup first");
        }
        return procs;
    }

    /** The directory; a name that leads out of the container's cgroup is refused. */
    private static Path of(Path directory, String subgroup) {
        Path below = directory.resolve(subgroup.replaceFirst("^/+", "")).normalize();
        if (!below.startsWith(directory)) {
            throw new RunException("--cgroup: " + subgroup + " is not a sub cgroup path of the container's own");
        }
        return below;
    }
}
