package io.microcontainer.run.compile;

import io.microcontainer.api.linux.CloneFlag;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A process to execute in a running container.
 *
 * @param id            the container's name
 * @param init          process id of the container's init
 * @param namespaces    those of init that the caller is not in
 * @param cgroup        the container's cgroup for clone3(2), in the unified hierarchy
 * @param joinFiles     files of other hierarchies through which a process joins the container's cgroup
 * @param process       what to execute
 * @param foreground    whether the launcher stays with it
 * @param saved         whether the engine wants to know of the process before the program starts
 * @param consoleSocket {@code --console-socket}
 * @param pidfdSocket   {@code --pidfd-socket}
 */
public record ExecPlanRequest(String id, int init, Set<CloneFlag> namespaces, Optional<Path> cgroup, List<Path> joinFiles,
        ProcessRequest process, boolean foreground, boolean saved,
        Optional<Path> consoleSocket, Optional<Path> pidfdSocket) {

    public ExecPlanRequest {
        namespaces = Set.copyOf(namespaces);
        joinFiles = List.copyOf(joinFiles);
    }
}
