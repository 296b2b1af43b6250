package io.microcontainer.run.container;

import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupMembership;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.cgroup.InternalProcesses;
import io.microcontainer.run.state.ContainerRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a new process gets into a container's cgroup. It is born in the one of the unified hierarchy, beside v1 too: to move
 * there afterwards takes the kernel some ten milliseconds, for which all forks of the host wait.
 *
 * @param directory for CLONE_INTO_CGROUP of clone3(2)
 * @param joinFiles files of the v1 hierarchies that the process writes itself to
 */
record CgroupEntry(Optional<Path> directory, List<Path> joinFiles) {

    /** Somebody else puts the process there. */
    static final CgroupEntry NONE = new CgroupEntry(Optional.empty(), List.of());

    static CgroupEntry of(Cgroup cgroup) {
        Optional<Path> unified = Optional.ofNullable(cgroup.paths().get(""));
        return new CgroupEntry(unified, cgroup.joinFiles().stream()
                .filter(file -> unified.filter(file::startsWith).isEmpty()).toList());
    }

    /**
     * For a further process. A container that runs containers of its own may have moved its first process into a cgroup
     * below and handed controllers down; no process can enter its cgroup then, so the new one goes to the first.
     */
    static CgroupEntry beside(ContainerRecord container) {
        CgroupEntry entry = of(Cgroup.of(container.cgroups()));
        if (entry.directory().filter(InternalProcesses::forbidden).isEmpty()) {
            return entry;
        }
        String path = CgroupMembership.of(container.initPid()).paths().get("");
        return new CgroupEntry(CgroupMounts.read().unified().map(unified -> unified.directory(path)), entry.joinFiles());
    }
}
