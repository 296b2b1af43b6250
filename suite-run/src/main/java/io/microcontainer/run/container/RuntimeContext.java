package io.microcontainer.run.container;

import io.microcontainer.api.session.Session;
import io.microcontainer.run.state.StateStore;
import java.nio.file.Path;

/**
 * What all operations need to know: who calls, and the options that stand before the command's name.
 *
 * @param session       the caller
 * @param root          directory of all containers' states, absolute ({@code --root})
 * @param systemdCgroup whether {@code linux.cgroupsPath} is a {@code slice:prefix:name} for systemd ({@code --systemd-cgroup})
 * @param log           takes warnings
 * @param host          what is known of the host
 */
public record RuntimeContext(Session session, Path root, boolean systemdCgroup, Log log, Host host) {

    public RuntimeContext {
        if (!root.isAbsolute()) {
            throw new IllegalArgumentException("the root directory " + root + " is not absolute");
        }
    }

    /** The containers below {@link #root}. */
    public StateStore store() {
        return new StateStore(root, host.records());
    }
}
