package io.microcontainer.run.compile;

import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.compile.fs.CgroupView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container to restore.
 *
 * @param id            its name
 * @param config        its config
 * @param bundle        directory of the config
 * @param rootfs        its root on the host
 * @param mountpoint    directory on which the root is mounted for CRIU
 * @param cgroups       what a mount of type cgroup shows
 * @param foreground    whether the launcher stays with it
 * @param consoleSocket {@code --console-socket}
 * @param environment   of the caller, for hooks that name none
 * @param recovery      command that takes all away again, should the engine die
 */
public record RestorePlanRequest(String id, RuntimeConfig config, Path bundle, Path rootfs, Path mountpoint, CgroupView cgroups,
        boolean foreground, Optional<Path> consoleSocket, List<String> environment, List<String> recovery) {

    public RestorePlanRequest {
        environment = List.copyOf(environment);
        recovery = List.copyOf(recovery);
    }
}
