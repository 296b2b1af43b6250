package io.microcontainer.run.container;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.run.RunException;
import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StatusReader;
import java.time.Duration;
import java.util.Optional;

/** Signals for processes of containers. A process id may mean another process by now: pidfds cannot (pidfd_open(2)). */
final class Processes {

    private Processes() {
    }

    /** Whether there is no process of this id. */
    static boolean gone(int pid) {
        return LibC.call(Syscall.KILL, pid, 0) == -Errno.ESRCH;
    }

    /** Sends a signal to a process by its id; fine if it has ended. For processes that a cgroup has just named. */
    static void kill(int pid, int signal) {
        long result = LibC.call(Syscall.KILL, pid, signal);
        if (result < 0 && result != -Errno.ESRCH) {
            throw new RunException("send signal " + signal + " to process " + pid + ": " + Errno.describe((int) -result));
        }
    }

    /**
     * Sends a signal to a container's init.
     *
     * @return whether it was there
     */
    static boolean signal(ContainerRecord container, int signal) {
        return withInit(container, pidfd -> {
            long result = LibC.call(Syscall.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0);
            if (result < 0 && result != -Errno.ESRCH) {
                throw new RunException("send signal " + signal + " to the init of container " + container.id() + ": "
                        + Errno.describe((int) -result));
            }
            return result == 0;
        }).orElse(false);
    }

    /**
     * Kills a container's init and waits for its end.
     *
     * @return whether it has ended within the time
     */
    static boolean killAndWait(ContainerRecord container, Duration patience) {
        return withInit(container, pidfd -> {
            LibC.call(Syscall.PIDFD_SEND_SIGNAL, pidfd, 9, 0, 0);
            return Polling.readable(pidfd, patience) == 1;
        }).orElse(true);
    }

    private interface WithPidfd<T> {
        T call(long pidfd);
    }

    /** The process is looked at after its pidfd is open, so the two are one. */
    private static <T> Optional<T> withInit(ContainerRecord container, WithPidfd<T> action) {
        if (container.initPid() == 0) {
            return Optional.empty();
        }
        long pidfd = LibC.call(Syscall.PIDFD_OPEN, container.initPid(), 0);
        if (pidfd == -Errno.ESRCH) {
            return Optional.empty();
        }
        if (pidfd < 0) {
            throw new RunException("open the process " + container.initPid() + ": " + Errno.describe((int) -pidfd));
        }
        try {
            Optional<ProcessStat> init = StatusReader.init(container);
            return init.isEmpty() ? Optional.empty() : Optional.of(action.call(pidfd));
        } finally {
            LibC.call(Syscall.CLOSE, pidfd);
        }
    }
}
