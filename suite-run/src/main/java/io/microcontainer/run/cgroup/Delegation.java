package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rule of the unified hierarchy for users other than root: a process can be moved only by who may write to cgroup.procs of
 * the common ancestor of where it is and where it goes (cgroups(7), "Cgroup delegation containment").
 */
final class Delegation {

    private Delegation() {
    }

    /** The file that a user must be allowed to write for a container in the unified hierarchy, which must be mounted. */
    static Path gate(CgroupRequest request) {
        Path directory = request.directories().get("");
        Path ancestor = request.mounts().unified().orElseThrow().directory(request.caller().path(""));
        while (!directory.startsWith(ancestor)) {
            ancestor = ancestor.getParent();
        }
        return ancestor.resolve("cgroup.procs");
    }

    static void check(CgroupRequest request) {
        Path gate = gate(request);
        if (!Files.isWritable(gate)) {
            throw new CgroupException("move processes from the caller's cgroup to " + request.directories().get("")
                    + ", for which " + gate + " would have to be this user's", Errno.EACCES, null);
        }
    }
}
