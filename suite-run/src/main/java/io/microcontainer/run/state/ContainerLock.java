package io.microcontainer.run.state;

import io.microcontainer.api.linux.AtFlag;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds one container against all other commands, those of this process included, until closed or until the process ends.
 * It is flock(2) on the container's directory: it belongs to one open of it, so it keeps threads apart as well, and no file has
 * to be made for it. The locks of {@code java.nio} are those of fcntl(2), which threads of one process share.
 */
public final class ContainerLock implements AutoCloseable {

    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int EMPTY_PATH = (int) AtFlag.AT_EMPTY_PATH.bits();
    private static final int NOFOLLOW = (int) AtFlag.AT_SYMLINK_NOFOLLOW.bits();

    /** struct stat: it begins with st_dev and st_ino, 8 bytes each, on both architectures. */
    private static final int STAT_SIZE = 144;
    private static final int STAT_IDENTITY = 16;

    private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private long descriptor;

    private ContainerLock(long descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes the lock.
     *
     * @param patience how long to wait for another command
     * @return empty if the directory is absent
     * @throws RunException if another command holds it for longer
     */
    static Optional<ContainerLock> take(Path directory, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE;
        while (true) {
            long descriptor = open(directory);
            if (absent(descriptor)) {
                return Optional.empty();
            }
            check(descriptor, directory);
            long taken = LibC.call(Syscall.FLOCK, descriptor, LOCK_EX | LOCK_NB);
            if (taken == 0 && isStill(directory, descriptor)) {
                return Optional.of(new ContainerLock(descriptor));
            }
            // Busy; or taken, but of a directory that a delete has taken away meanwhile: look again at what is there now.
            LibC.call(Syscall.CLOSE, descriptor);
            if (taken != 0 && taken != -Errno.EAGAIN && taken != -Errno.EINTR) {
                check(taken, directory);
            }
            if (taken != 0 && System.nanoTime() - end >= 0) {
                throw new RunException("the container is busy: another command has held the lock of " + directory
                        + " for more than " + patience.toMillis() + " ms; wait for it to end");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /** Whether someone holds the lock of a directory at this moment. */
    static boolean held(Path directory) {
        long descriptor = open(directory);
        if (descriptor < 0) {
            return false;
        }
        long taken = LibC.call(Syscall.FLOCK, descriptor, LOCK_EX | LOCK_NB);
        LibC.call(Syscall.CLOSE, descriptor);
        return taken == -Errno.EAGAIN;
    }

    private static long open(Path directory) {
        try (NativeMemory path = NativeMemory.string(directory.toString())) {
            return LibC.call(Syscall.OPENAT, LibC.AT_FDCWD, path.address(),
                    Flag.all(OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW, OpenFlag.O_CLOEXEC), 0);
        }
    }

    private static boolean absent(long result) {
        return result == -Errno.ENOENT || result == -Errno.ENOTDIR;
    }

    private static void check(long result, Path directory) {
        if (result < 0) {
            throw new RunException("lock the container in " + directory + ": " + Errno.describe((int) -result));
        }
    }

    /** While it is open, its inode's number belongs to no other directory. */
    private static boolean isStill(Path directory, long descriptor) {
        try (NativeMemory path = NativeMemory.string(directory.toString());
                NativeMemory none = NativeMemory.string("");
                NativeMemory opened = NativeMemory.zeroed(STAT_SIZE);
                NativeMemory named = NativeMemory.zeroed(STAT_SIZE)) {
            return LibC.call(Syscall.NEWFSTATAT, descriptor, none.address(), opened.address(), EMPTY_PATH) == 0
                    && LibC.call(Syscall.NEWFSTATAT, LibC.AT_FDCWD, path.address(), named.address(), NOFOLLOW) == 0
                    && Arrays.equals(opened.bytes(STAT_IDENTITY), named.bytes(STAT_IDENTITY));
        }
    }

    /** Lets the container go; fine if it is let go already. */
    @Override
    public void close() {
        if (descriptor >= 0) {
            LibC.call(Syscall.CLOSE, descriptor);
            descriptor = -1;
        }
    }
}
