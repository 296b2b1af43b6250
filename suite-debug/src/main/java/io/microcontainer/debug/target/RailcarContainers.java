package io.microcontainer.debug.target;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.run.RunException;
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
    public Found running(Wanted wanted) {
        List<Target> targets = new ArrayList<>();
        List<ContainerState> all;
        try {
            all = lister.list(id -> wanted.test(id, List.of())).containers();
        } catch (RunException e) {
            return Found.problem(e.getMessage());
        }
        for (ContainerState container : all) {
            if (container.status() != ContainerStatus.STOPPED && container.status() != ContainerStatus.CREATING) {
                ProcessStat.of(container.pid()).ifPresent(stat -> targets.add(new Target("railcar", container.id(),
                        container.pid(), stat.startTime(), container.status().word())));
            }
        }
        return Found.of(targets);
    }
}
