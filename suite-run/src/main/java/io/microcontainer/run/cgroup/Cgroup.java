package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cgroup of one container: one directory on v2, one in each hierarchy on v1. A value: the directories are all that it
 * knows, so it is rebuilt from a container's state at any time. The owner is whoever created the container; nothing here
 * is thread-safe against another process that removes it.
 */
public sealed interface Cgroup permits CgroupV1, CgroupV2, NoCgroup {

    /**
     * Makes the cgroup of a new container. Nothing is left behind if it fails.
     *
     * @throws CgroupException if the kernel refuses
     * @throws io.microcontainer.run.RunException if there is a frozen one
     */
    static MadeCgroup create(CgroupRequest request) {
        return CgroupMaker.make(request);
    }

    /** Rebuilds a cgroup from the paths that {@link #paths()} gave. */
    static Cgroup of(Map<String, Path> paths) {
        if (paths.isEmpty()) {
            return new NoCgroup();
        }
        if (paths.keySet().equals(Set.of(""))) {
            return new CgroupV2(paths.get(""));
        }
        return new CgroupV1(paths);
    }

    /** The directories by v1 controller or {@code name=…}; the empty key is the unified hierarchy. */
    Map<String, Path> paths();

    /**
     * Sets limits, devices excepted. Values absent from the resources stay as they are.
     *
     * @param limits {@code linux.resources} of the config or of an update
     * @throws CgroupException if the kernel refuses one
     */
    void limit(Resources limits);

    /**
     * Refuses limits of memory below what is used, if they ask for that ({@code checkBeforeUpdate}) and the kernel does not do
     * so anyway, as it does on v1. {@link #limit} begins with it.
     */
    default void refuseBelowUsage(Resources limits) {
    }

    /**
     * Restricts devices to what the rules and every container's defaults allow. To be left out where the kernel does not
     * let this user do it: rootless, or in a user namespace.
     *
     * @param rules    {@code linux.resources.devices}
     * @param attacher attaches the device program on v2
     */
    void restrictDevices(List<DeviceRule> rules, DeviceProgramAttacher attacher);

    /** Moves a process with all its threads into the cgroup. */
    void add(int pid);

    /**
     * The same into a cgroup below this one, which must exist.
     *
     * @param subgroup path relative to the container's cgroup; it never leaves it
     */
    void add(int pid, String subgroup);

    /** The directory to open for CLONE_INTO_CGROUP of clone3(2): v2 only. */
    Optional<Path> cloneInto();

    /**
     * Files that a process with a single thread writes {@code 0} to, to move itself into the cgroup. On v1 this is much
     * cheaper than {@link #add(int)}: the kernel spares the lock on all forks of the host when a thread moves itself
     * ({@code tasks}). On v2 it is the one {@code cgroup.procs}.
     */
    List<Path> joinFiles();

    /** The processes in the cgroup and in all below it, in no order; empty if it is gone. */
    List<Integer> processes();

    /** The same with processes that others have put into one of several hierarchies only. */
    default List<Integer> occupants() {
        return processes();
    }

    /** Whether it is frozen. */
    FreezerState freezerState();

    /** Stops all processes in it from running, and waits until they are stopped. */
    void freeze();

    /** Lets them run again. */
    void thaw();

    /**
     * Kills every process in the cgroup and below, also those that are being forked, frozen ones included. Returns at
     * once: they may still be on their way out.
     */
    void kill(Signaller signaller);

    /**
     * Removes the cgroup and those below it; fine if they are gone. Processes that are on their way out are waited for, up to two seconds.
     *
     * @throws CgroupException if one cannot be removed, usually because a process lives in it
     */
    void remove();

    /** Whether its directory is there. */
    boolean exists();
}
