package io.microcontainer.run.container;

import io.microcontainer.run.cgroup.Cgroup;
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

    static CgroupEntry of(Cgroup cgroup) {
        Optional<Path> unified = Optional.ofNullable(cgroup.paths().get(""));
        return new CgroupEntry(unified, cgroup.joinFiles().stream()
                .filter(file -> unified.filter(file::startsWith).isEmpty()).toList());
    }
}
