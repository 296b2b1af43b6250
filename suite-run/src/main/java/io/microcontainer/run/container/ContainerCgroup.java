package io.microcontainer.run.container;

import io.microcontainer.run.cgroup.BpfAttacher;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupRequest;
import io.microcontainer.run.cgroup.MadeCgroup;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import java.util.LinkedHashSet;

/**
 * The cgroup of a new container, and the container's record with it, which is saved by then.
 *
 * @param cgroup    the cgroup, without limits yet
 * @param container the record
 */
record ContainerCgroup(Cgroup cgroup, ContainerRecord container) {

    static ContainerCgroup make(RuntimeContext context, StateStore store, ContainerRecord before, CgroupRequest wanted) {
        MadeCgroup made = Cgroup.create(wanted);
        context.log().debug(() -> "cgroup, " + wanted.mounts().mode() + ": " + new LinkedHashSet<>(made.cgroup().paths().values()));
        ContainerRecord container = before.withCgroups(made.cgroup().paths(), made.cgroup().exists());
        if (!made.others().isEmpty()) {
            // runc's words.
            context.log().warning("container's cgroup is not empty: " + made.others().size() + " process(es) found ("
                    + CgroupSharing.directories(container) + "); it is limited, and paused, together with them: give it a linux.cgroupsPath of its own");
            container = container.withSharedCgroup();
            new CgroupSharing(store).tellOthers(container);
        }
        store.save(container);
        return new ContainerCgroup(made.cgroup(), container);
    }

    /** Sets the limits; devices need a right that only root has. */
    static void limit(Cgroup cgroup, CgroupRequest wanted, boolean privileged) {
        cgroup.limit(wanted.limits());
        if (privileged) {
            cgroup.restrictDevices(wanted.limits().devices(), new BpfAttacher());
        }
    }
}
