package io.microcontainer.run.compile;

import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.compile.fs.CgroupView;
import io.microcontainer.run.net.MovedInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container to make.
 *
 * @param id            its name
 * @param config        its validated config
 * @param bundle        directory of the config
 * @param mode          what happens when it is ready
 * @param go            fifo on which init waits for start
 * @param result        fifo on which init tells start what went wrong
 * @param cgroup        where it is put
 * @param process       its process
 * @param interfaces    of the host that it gets
 * @param init          whether a process of ours stays between the container's first and its program ({@code --init})
 * @param noPivot       {@code --no-pivot}
 * @param noNewKeyring  {@code --no-new-keyring}
 * @param consoleSocket {@code --console-socket}
 * @param pidfdSocket   {@code --pidfd-socket}
 * @param environment   of the caller, for hooks that name none
 * @param recovery      command that takes all away again, should the engine die
 */
public record InitRequest(String id, RuntimeConfig config, Path bundle, Mode mode, Path go, Path result, Place cgroup,
        ProcessRequest process, List<MovedInterface> interfaces, boolean init, boolean noPivot, boolean noNewKeyring, Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket, Optional<Notify> readiness, List<String> environment, List<String> recovery) {

    /** What happens when the container is ready. */
    public enum Mode {
        /** It waits for start. */
        CREATE,
        /** It starts, and the launcher stays with it. */
        FOREGROUND,
        /** It starts, and the launcher leaves. */
        DETACHED
    }

    /**
     * The container's cgroup.
     *
     * @param directory for clone3(2), in the unified hierarchy
     * @param joinFiles of other hierarchies, which the process writes itself to
     * @param late      whether the cgroup is still being made when the plan begins, so that the plan has to ask for it
     * @param view      what a mount of type cgroup shows
     */
    public record Place(Optional<Path> directory, List<Path> joinFiles, boolean late, CgroupView view) {

        public Place {
            joinFiles = List.copyOf(joinFiles);
        }
    }

    /**
     * A service manager that waits for the container's readiness.
     *
     * @param manager   its socket
     * @param directory of the container's own socket, which the config mounts
     */
    public record Notify(NotifyAddress manager, Path directory) {
    }

    public InitRequest {
        interfaces = List.copyOf(interfaces);
        environment = List.copyOf(environment);
        recovery = List.copyOf(recovery);
    }
}
