package io.microcontainer.run.state;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.FreezerState;
import io.microcontainer.run.process.ProcessStat;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;

/** Finds out where a container stands, from its record, its first process, its fifo and its cgroup. */
public final class StatusReader {

    private final StateStore store;

    public StatusReader(StateStore store) {
        this.store = store;
    }

    /** The status at this moment. */
    public ContainerStatus of(ContainerRecord container) {
        if (container.initPid() == 0) {
            return ContainerLock.held(store.directory(container.id())) ? ContainerStatus.CREATING : ContainerStatus.STOPPED;
        }
        if (init(container).isEmpty()) {
            return ContainerStatus.STOPPED;
        }
        if (Cgroup.of(container.cgroups()).freezerState() == FreezerState.FROZEN) {
            return ContainerStatus.PAUSED;
        }
        return Files.exists(store.execFifo(container.id()), LinkOption.NOFOLLOW_LINKS) ? ContainerStatus.CREATED : ContainerStatus.RUNNING;
    }

    /**
     * The container's first process, if it lives: a zombie does not, and a process that took over its pid has another
     * start time.
     */
    public static Optional<ProcessStat> init(ContainerRecord container) {
        return ProcessStat.of(container.initPid())
                .filter(stat -> stat.startTime() == container.initStartTime() && !stat.ended());
    }
}
