package io.microcontainer.run.state;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds one container against all other commands, those of this process included, until closed or until the process ends.
 * It is a flock(2) on the file {@code lock} of the container's directory: such a lock belongs to one open file, where the
 * locks of {@code java.nio} belong to the process and fall when any thread closes the same file.
 */
public final class ContainerLock implements AutoCloseable {

    private static final int AT_FDCWD = -100;
    private static final int O_RDWR = 0x2;
    private static final int O_CREAT = 0x40;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final long descriptor;
    private boolean open = true;

    private ContainerLock(long descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes the lock.
     *
     * @param patience how long to wait for another command
     * @return empty if the directory is absent, or was deleted before the lock was had
     * @throws RunException if another command holds it for longer
     */
    static Optional<ContainerLock> take(Path directory, Duration patience) {
        Path file = directory.resolve("lock");
        long descriptor = open(file);
        if (descriptor == -Errno.ENOENT || descriptor == -Errno.ENOTDIR) {
            return Optional.empty();
        }
        if (descriptor < 0) {
            throw new RunException("open the lock " + file + ": " + Errno.describe((int) -descriptor));
        }
        ContainerLock lock = new ContainerLock(descriptor);
        boolean kept = false;
        try {
            lock.await(file, patience);
            kept = lock.stillOf(file);
            return kept ? Optional.of(lock) : Optional.empty();
        } finally {
            if (!kept) {
                lock.close();
            }
        }
    }

    /** Whether someone holds the lock of a directory at this moment. */
    static boolean held(Path directory) {
        long descriptor = open(directory.resolve("lock"));
        if (descriptor < 0) {
            return false;
        }
        try {
            return LibC.call(Syscall.FLOCK, descriptor, LOCK_EX | LOCK_NB) == -Errno.EAGAIN;
        } finally {
            LibC.call(Syscall.CLOSE, descriptor);
        }
    }

    private static long open(Path file) {
        try (NativeMemory path = NativeMemory.string(file.toString())) {
            return LibC.call(Syscall.OPENAT, AT_FDCWD, path.address(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        }
    }

    private void await(Path file, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = TimeUnit.MICROSECONDS.toNanos(200);
        while (true) {
            long result = LibC.call(Syscall.FLOCK, descriptor, LOCK_EX | LOCK_NB);
            if (result == 0) {
                return;
            }
            if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                throw new RunException("lock " + file + ": " + Errno.describe((int) -result));
            }
            if (System.nanoTime() - end >= 0) {
                throw new RunException("the container is busy: another command has held " + file + " for more than "
                        + patience.toMillis() + " ms; wait for it to end");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /** A delete may have taken the file away between open and lock. */
    private boolean stillOf(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino").equals(
                    Files.getAttribute(Path.of("/proc/self/fd", Long.toString(descriptor)), "unix:ino"));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new RunException("look at the lock " + file + ": " + e.getMessage(), e);
        }
    }

    /** Lets the container go. */
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            LibC.call(Syscall.CLOSE, descriptor);
        }
    }
}
