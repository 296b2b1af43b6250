package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerNotFound;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;

/** What to remember where several containers share one cgroup: each may kill only its own processes. */
final class CgroupSharing {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StateStore store;

    CgroupSharing(StateStore store) {
        this.store = store;
    }

    /** The directories of a container's cgroup, for messages. */
    static String directories(ContainerRecord container) {
        return new LinkedHashSet<>(container.cgroups().values()).stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** The containers that were in a new one's cgroup before share it from now on. */
    void tellOthers(ContainerRecord container) {
        for (ContainerRecord other : store.records()) {
            if (!other.id().equals(container.id()) && !other.sharedCgroup()
                    && !Collections.disjoint(other.cgroups().values(), container.cgroups().values())) {
                tell(other);
            }
        }
    }

    private void tell(ContainerRecord other) {
        try (ContainerLock _ = store.lock(other.id(), PATIENCE)) {
            store.find(other.id()).map(ContainerRecord::withSharedCgroup).ifPresent(store::save);
        } catch (ContainerNotFound gone) {
            // It shares nothing any more.
        } catch (RunException e) {
            throw new RunException("tell container " + other.id() + " that its cgroup is shared: " + e.getMessage(), e);
        }
    }
}
