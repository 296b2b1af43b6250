package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupException;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerNotFound;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;
import java.time.Duration;
import java.util.Optional;

/** {@code delete}: takes a stopped container away. */
public final class DeleteService {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final RuntimeContext context;
    private final StateStore store;

    public DeleteService(RuntimeContext context) {
        this.context = context;
        this.store = context.store();
    }

    /** Removes all that is left of a container. */
    public void delete(DeleteRequest request) {
        ContainerId id = new ContainerId(request.id());
        try (ContainerLock _ = store.lock(id, PATIENCE)) {
            if (request.force()) {
                force(id);
            } else {
                stopped(store.load(id));
            }
        } catch (ContainerNotFound e) {
            if (!request.force()) {
                throw e;
            }
        }
    }

    private void stopped(ContainerRecord container) {
        ContainerStatus status = new StatusReader(store).of(container);
        // As with runc: a created container has no program that could be lost.
        if (status == ContainerStatus.CREATED) {
            end(container);
        } else if (status != ContainerStatus.STOPPED) {
            throw new RunException("container " + container.id() + " cannot be deleted: it is " + status.word()
                    + "; kill it first, or use --force");
        }
        new Removal(context, store).afterEnd(container);
    }

    private void force(ContainerId id) {
        Optional<ContainerRecord> found;
        try {
            found = store.find(id);
        } catch (RunException e) {
            context.log().warning(e.getMessage());
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            store.delete(id);
            return;
        }
        end(found.get());
        new Removal(context, store).afterEnd(found.get());
    }

    private void end(ContainerRecord container) {
        if (container.ownsCgroup()) {
            // Frozen processes die too, which a signal alone would not bring about on v1.
            OwnProcesses.kill(container, Cgroup.of(container.cgroups()));
        }
        if (!Processes.killAndWait(container, SOON) && !endsAfterReturn(container)) {
            throw new RunException("the init of container " + container.id() + " (process " + container.initPid()
                    + ") does not end, though it was killed: it waits for the kernel, perhaps for a dead disk or network mount");
        }
    }

    /** Somebody may have moved it to a frozen cgroup of v1, where no signal ends it: in its own one it dies. */
    private boolean endsAfterReturn(ContainerRecord container) {
        if (container.ownsCgroup()) {
            try {
                Cgroup.of(container.cgroups()).add(container.initPid());
            } catch (CgroupException e) {
                context.log().warning("bring the init of container " + container.id() + " back to its cgroup: " + e.getMessage());
            }
        }
        return Processes.killAndWait(container, PATIENCE);
    }
}
