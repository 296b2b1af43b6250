package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;
import java.nio.file.Path;

/** A cgroup below a container's own, named by {@code exec --cgroup}. */
final class SubCgroup {

    private SubCgroup() {
    }

    /** The directory; a name that leads out of the container's cgroup is refused. */
    static Path of(Path directory, String subgroup) {
        Path below = directory.resolve(subgroup.replaceFirst("^/+", "")).normalize();
        if (!below.startsWith(directory)) {
            throw new RunException("the cgroup '" + subgroup + "' is not below the container's own");
        }
        return below;
    }
}
