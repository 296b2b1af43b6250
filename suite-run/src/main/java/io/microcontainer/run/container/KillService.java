package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerRecord;

/** {@code kill}: a signal for a container. */
public final class KillService {

    private static final int SIGKILL = 9;

    private final RuntimeContext context;

    public KillService(RuntimeContext context) {
        this.context = context;
    }

    /** Sends a signal to the init or to all processes. */
    public void kill(KillRequest request) {
        ContainerRecord container = context.store().load(new ContainerId(request.id()));
        context.log().debug(() -> "send " + request.signal() + " to " + (request.all() ? "all processes" : "the init (process " + container.initPid() + ")")
                + " of container " + container.id());
        int signal = request.signal().number();
        if (request.all()) {
            all(container, signal);
        } else if (!Processes.signal(container, signal)) {
            // The words by which engines know that there is nothing to kill.
            throw new RunException("container " + container.id() + " cannot be sent " + request.signal()
                    + ": container not running");
        }
    }

    private static void all(ContainerRecord container, int signal) {
        Cgroup cgroup = Cgroup.of(container.cgroups());
        if (signal == SIGKILL) {
            OwnProcesses.kill(container, cgroup);
        } else {
            OwnProcesses.of(container, cgroup).forEach(pid -> Processes.kill(pid, signal));
        }
    }
}
