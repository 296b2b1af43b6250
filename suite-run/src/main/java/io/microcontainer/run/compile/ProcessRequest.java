package io.microcontainer.run.compile;

import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process of a container as a plan makes it.
 *
 * @param process       what the config says of it
 * @param container     the container's section of the config: of it each process takes personality, memory policy and filter
 * @param state         of the container, for the agent of its filter; without a process id, the process's own is meant
 * @param filter        the compiled {@code linux.seccomp}
 * @param listenFds     descriptors of systemd's socket activation that the caller hands on, from 3 on (sd_listen_fds(3))
 * @param preserveFds   further descriptors that the caller hands on, behind them
 * @param userNamespace whether it is in a user namespace, of which it has all capabilities but none of the host
 * @param home          the user's home, if the config does not set it and it is known before the container's own files can be read
 * @param host          what else counts
 */
public record ProcessRequest(ContainerProcess process, LinuxConfig container, ContainerState state,
        Optional<SeccompFilter> filter, int listenFds, int preserveFds, boolean userNamespace, Optional<String> home,
        HostFacts host) {

    /** What podman asks for by {@code --group-add keep-groups}; the annotation is crun's. */
    private static final String KEEP_GROUPS = "run.oci.keep_original_groups";

    /** Whether the process has the caller's additional groups, and no others. */
    boolean keepsCallersGroups() {
        return "1".equals(state.annotations().get(KEEP_GROUPS));
    }

    int handedOn() {
        return listenFds + preserveFds;
    }

    /** The config's settings, HOME if it is known, and those that tell the program of its sockets. */
    List<String> environment() {
        List<String> settings = new ArrayList<>(process.env());
        home.ifPresent(directory -> settings.add("HOME=" + directory));
        if (listenFds > 0) {
            settings.add("LISTEN_FDS=" + listenFds);
            settings.add("LISTEN_PID=1");
        }
        return settings;
    }
}
