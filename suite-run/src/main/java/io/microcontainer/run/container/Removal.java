package io.microcontainer.run.container;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;

/** Takes away what is left of a container. */
final class Removal {

    private final StateStore store;
    private final Log log;

    Removal(StateStore store, Log log) {
        this.store = store;
        this.log = log;
    }

    /**
     * After create or run failed: the first failure is the one to tell, so another one is only logged.
     *
     * @param cgroup the container's, or null if there was none yet
     */
    void afterFailure(ContainerRecord container, Cgroup cgroup) {
        try {
            if (cgroup != null) {
                cgroup.kill(Processes::kill);
                cgroup.remove();
            }
            store.delete(container.id());
        } catch (SuiteException e) {
            log.warning("clear away the failed container " + container.id() + ": " + e.getMessage());
        }
    }

    /** The container's processes have ended. */
    void afterEnd(ContainerRecord container) {
        if (container.ownsCgroup()) {
            Cgroup cgroup = Cgroup.of(container.cgroups());
            cgroup.kill(Processes::kill);
            cgroup.remove();
        }
        store.delete(container.id());
    }
}
