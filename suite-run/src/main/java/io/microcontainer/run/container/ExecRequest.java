package io.microcontainer.run.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A further process in a running container. What is not named here is as for the container's init, without that one's
 * terminal. With a process file the words and the options of the process are those of the file.
 *
 * @param id               the container
 * @param command          the program and its arguments; empty with a process file
 * @param process          a file with a {@code process} object as in config.json ({@code --process})
 * @param detach           return as soon as the program runs ({@code --detach})
 * @param terminal         give the process a terminal of its own ({@code --tty})
 * @param cwd              its working directory ({@code --cwd})
 * @param env              further settings {@code NAME=value} ({@code --env})
 * @param user             {@code uid} or {@code uid:gid} ({@code --user})
 * @param additionalGids   further groups ({@code --additional-gids})
 * @param capabilities     further capabilities, as {@code CAP_NET_ADMIN} ({@code --cap})
 * @param noNewPrivileges  sets no_new_privs ({@code --no-new-privs})
 * @param apparmorProfile  AppArmor profile ({@code --apparmor})
 * @param processLabel     SELinux label ({@code --process-label})
 * @param pidFile          file that takes the process id ({@code --pid-file})
 * @param consoleSocket    unix socket that takes the terminal's master side ({@code --console-socket})
 * @param pidfdSocket      unix socket that takes a pidfd of the process ({@code --pidfd-socket})
 * @param preserveFds      how many descriptors of the caller from 3 on the process gets ({@code --preserve-fds})
 * @param cgroups          cgroups below the container's own, {@code path} or {@code controller,controller:path} ({@code --cgroup})
 * @param ignorePaused     do not refuse if the container is paused: the process waits ({@code --ignore-paused})
 */
public record ExecRequest(String id, List<String> command, Optional<Path> process, boolean detach, boolean terminal,
        Optional<String> cwd, List<String> env, Optional<String> user, List<Long> additionalGids,
        List<String> capabilities, boolean noNewPrivileges, Optional<String> apparmorProfile,
        Optional<String> processLabel, Optional<Path> pidFile, Optional<Path> consoleSocket, Optional<Path> pidfdSocket,
        int preserveFds, List<String> cgroups, boolean ignorePaused) {

    public ExecRequest {
        Objects.requireNonNull(id);
        command = List.copyOf(command);
        env = List.copyOf(env);
        additionalGids = List.copyOf(additionalGids);
        capabilities = List.copyOf(capabilities);
        cgroups = List.copyOf(cgroups);
    }
}
