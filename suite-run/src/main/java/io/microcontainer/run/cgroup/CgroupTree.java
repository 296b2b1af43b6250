package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A cgroup directory together with those below it. */
final class CgroupTree {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private CgroupTree() {
    }

    /** The processes of a cgroup and of all below it; empty if it is gone. */
    static List<Integer> processes(Path directory) {
        List<Integer> found = new ArrayList<>();
        collect(directory, found);
        return found;
    }

    private static void collect(Path directory, List<Integer> found) {
        try {
            found.addAll(own(directory));
        } catch (CgroupException e) {
            if (!e.absent()) {
                throw e;
            }
            return;
        }
        for (Path child : below(directory)) {
            collect(child, found);
        }
    }

    /** The processes of just this cgroup. */
    private static List<Integer> own(Path directory) {
        String text;
        try {
            text = CgroupFile.read(directory.resolve("cgroup.procs"));
        } catch (CgroupException e) {
            if (e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            // a threaded cgroup of v2 lists threads only (cgroups(7))
            text = CgroupFile.read(directory.resolve("cgroup.threads"));
        }
        return text.isEmpty() ? List.of() : text.lines().map(Integer::valueOf).toList();
    }

    /** The cgroups directly below; the link count spares a look at every file where there is none. */
    private static List<Path> below(Path directory) {
        try {
            if ((Integer) Files.getAttribute(directory, "unix:nlink") == 2) {
                return List.of();
            }
        } catch (IOException e) {
            return List.of();
        }
        return CgroupFile.children(directory);
    }

    /**
     * Removes a cgroup and those below it. A process that has ended keeps its cgroup busy until the kernel is done with it:
     * that is waited for in short pauses.
     */
    static void remove(Path directory) {
        long end = System.nanoTime() + PATIENCE;
        long pause = FIRST_PAUSE;
        while (true) {
            try {
                CgroupFile.rmdir(directory);
                return;
            } catch (CgroupException e) {
                if (e.errno() != Errno.EBUSY && e.errno() != Errno.ENOTEMPTY) {
                    throw e;
                }
                for (Path child : below(directory)) {
                    remove(child);
                }
                if (System.nanoTime() - end >= 0) {
                    List<Integer> left = processes(directory);
                    throw left.isEmpty() ? e : e.with("processes " + left + " are still in it");
                }
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }
}
