package io.microcontainer.run.state;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds one container against all other commands, those of this process included, until closed or until the process ends.
 *
 * <p>The locks of fcntl(2), which {@code java.nio} takes, belong to a process and fall when any of its threads closes the
 * same file. So there are two files: a thread opens {@code lock} only while it holds {@code lock.process}, whose part is to
 * let one thread of a JVM through; that others of its threads close that file too harms nothing, for Java itself keeps count of the
 * locks that its threads hold.
 */
public final class ContainerLock implements AutoCloseable {

    private static final String BETWEEN_PROCESSES = "lock";
    private static final String WITHIN_PROCESS = "lock.process";
    private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final FileLock within;
    private final FileLock between;

    private ContainerLock(FileLock within, FileLock between) {
        this.within = within;
        this.between = between;
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
        try {
            while (true) {
                Map<String, Object> before = identity(directory);
                Optional<ContainerLock> taken = attempt(directory);
                if (taken.isPresent() && before.equals(identity(directory))) {
                    return taken;
                }
                // taken, but on a file that a delete has taken away meanwhile: look again at what is there now
                taken.ifPresent(ContainerLock::close);
                if (taken.isEmpty() && System.nanoTime() - end >= 0) {
                    throw new RunException("the container is busy: another command has held " + directory.resolve(BETWEEN_PROCESSES)
                            + " for more than " + patience.toMillis() + " ms; wait for it to end");
                }
                LockSupport.parkNanos(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RunException("lock the container in " + directory + ": " + StateFiles.reason(e), e);
        }
    }

    /** Whether someone holds the lock of a directory at this moment. */
    static boolean held(Path directory) {
        try {
            Optional<ContainerLock> taken = attempt(directory);
            taken.ifPresent(ContainerLock::close);
            return taken.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** One attempt; empty if another holds it. */
    private static Optional<ContainerLock> attempt(Path directory) throws IOException {
        FileLock within = lock(directory.resolve(WITHIN_PROCESS));
        if (within == null) {
            return Optional.empty();
        }
        FileLock between = null;
        try {
            between = lock(directory.resolve(BETWEEN_PROCESSES));
            return between == null ? Optional.empty() : Optional.of(new ContainerLock(within, between));
        } finally {
            if (between == null) {
                within.acquiredBy().close();
            }
        }
    }

    /** The lock of a whole file, null if another thread or process has it. */
    private static FileLock lock(Path file) throws IOException {
        FileChannel channel = open(file);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            return lock;
        } catch (OverlappingFileLockException anotherThread) {
            return null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        Set<StandardOpenOption> write = Set.of(StandardOpenOption.WRITE);
        try {
            return FileChannel.open(file, write);
        } catch (NoSuchFileException absent) {
            try {
                return FileChannel.open(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                        StateFiles.mode("rw-------"));
            } catch (FileAlreadyExistsException anotherMadeIt) {
                return FileChannel.open(file, write);
            }
        }
    }

    /** What tells a directory from a later one of the same name, even if the inode's number is used again. */
    private static Map<String, Object> identity(Path directory) throws IOException {
        return Files.readAttributes(directory, "unix:dev,ino,creationTime", LinkOption.NOFOLLOW_LINKS);
    }

    /** Lets the container go. */
    @Override
    public void close() {
        try {
            between.acquiredBy().close();
            within.acquiredBy().close();
        } catch (IOException e) {
            throw new RunException("unlock a container: " + e.getMessage(), e);
        }
    }
}
