package io.microcontainer.debug.target;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.state.ContainerLister;
import io.microcontainer.run.state.ContainerState;
import io.microcontainer.run.state.StateStore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The containers that railcar keeps below a root directory. */
public final class RailcarContainers implements ContainerSource {

    private final ContainerLister lister;

    /** @param root absolute path, as {@code /run/railcar}; need not exist */
    public RailcarContainers(Path root) {
        this.lister = new ContainerLister(new StateStore(root));
    }

    @Override
    public List<Target> running() {
        List<Target> targets = new ArrayList<>();
        for (ContainerState container : lister.list().containers()) {
            if (container.status() != ContainerStatus.STOPPED && container.status() != ContainerStatus.CREATING) {
                ProcessStat.of(container.pid()).ifPresent(stat -> targets.add(new Target("railcar", container.id(),
                        container.pid(), stat.startTime(), container.status().toString())));
            }
        }
        return targets;
    }
}
