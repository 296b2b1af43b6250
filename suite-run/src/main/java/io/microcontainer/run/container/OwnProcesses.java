package io.microcontainer.run.container;

import io.microcontainer.api.linux.Signal;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.FreezerState;
import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StatusReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Which processes of a cgroup are a container's: those of its pid namespace, and descendants of its init. In a cgroup that others share, no
 * other process may be touched. Empty once the init has ended: with a pid namespace of its own nothing outlives it.
 */
final class OwnProcesses {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final ContainerRecord container;
    private final Optional<String> pidNamespace;

    private OwnProcesses(ContainerRecord container) {
        this.container = container;
        pidNamespace = container.ownProcessIds() ? namespace(container.initPid()) : Optional.empty();
    }

    /** All in a cgroup that is the container's alone. */
    static List<Integer> of(ContainerRecord container, Cgroup cgroup) {
        if (!container.sharedCgroup() && !container.ownProcessIds()) {
            return cgroup.processes();
        }
        if (StatusReader.init(container).isEmpty()) {
            return List.of();
        }
        OwnProcesses own = new OwnProcesses(container);
        List<Integer> found = new ArrayList<>();
        for (int pid : cgroup.processes()) {
            if (own.includes(pid)) {
                found.add(pid);
            }
        }
        return found;
    }

    /** Kills them, frozen ones included; those of others that are frozen together with them go on. */
    static void kill(ContainerRecord container, Cgroup cgroup) {
        boolean mixed = container.sharedCgroup() || container.ownProcessIds() && container.initPid() != 0;
        if (!mixed) {
            cgroup.kill(Processes::kill);
            return;
        }
        of(container, cgroup).forEach(pid -> Processes.kill(pid, Signal.KILL.number()));
        if (cgroup.freezerState() == FreezerState.FROZEN) {
            cgroup.thaw();
        }
    }

    /** Whether a cgroup is empty, now or within a second. */
    static boolean endInTime(Cgroup cgroup) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        // Each process of the container was in all hierarchies: one tells of them.
        while (!cgroup.processes().isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    /** By its own namespace or that of an ancestor. A process that ends meanwhile belongs to nobody. */
    private boolean includes(int pid) {
        int at = pid;
        while (at > 1) {
            if (at == container.initPid() || pidNamespace.isPresent() && pidNamespace.equals(namespace(at))) {
                return true;
            }
            at = ProcessStat.of(at).map(ProcessStat::parent).orElse(0);
        }
        return false;
    }

    private static Optional<String> namespace(int pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Integer.toString(pid), "ns", "pid")).toString());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
