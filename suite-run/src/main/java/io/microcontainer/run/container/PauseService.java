package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;

/** {@code pause} and {@code resume}: all processes of a container stand still, and go on. */
public final class PauseService {

    private final StateStore store;

    public PauseService(RuntimeContext context) {
        store = context.store();
    }

    /** Freezes a container that is created or running. */
    public void pause(String id) {
        ContainerRecord container = store.load(new ContainerId(id));
        ContainerStatus status = new StatusReader(store).of(container);
        if (status != ContainerStatus.RUNNING && status != ContainerStatus.CREATED) {
            throw new RunException("container " + id + " cannot be paused: it is " + status.word());
        }
        Cgroup.of(container.cgroups()).freeze();
    }

    /** Thaws a paused container. */
    public void resume(String id) {
        ContainerRecord container = store.load(new ContainerId(id));
        ContainerStatus status = new StatusReader(store).of(container);
        if (status != ContainerStatus.PAUSED) {
            throw new RunException("container " + id + " cannot be resumed: it is " + status.word() + ", not paused");
        }
        Cgroup.of(container.cgroups()).thaw();
    }
}
