package io.microcontainer.run.stats;

import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupV1;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.cgroup.NoCgroup;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How often memory has run out in a cgroup. The kernel's notifications say only that something changed, on v2 a moment
 * late and for limits that were merely reached too; the counters tell what it was.
 */
public final class OomCounter {

    private final Path file;
    private final boolean v1;
    private long seen;

    /** Counts from now on. */
    public OomCounter(Cgroup cgroup) {
        v1 = cgroup instanceof CgroupV1;
        file = switch (cgroup) {
            case CgroupV1 one when one.paths().containsKey("memory") -> one.paths().get("memory").resolve("memory.oom_control");
            case CgroupV2 two -> two.directory().resolve("memory.events");
            case CgroupV1 _, NoCgroup _ -> Path.of("/proc/self/nowhere");
        };
        seen = count();
    }

    /** Whether a cgroup of v2 counts at all: it has the memory controller. */
    public static boolean exists(CgroupV2 cgroup) {
        return Files.exists(cgroup.directory().resolve("memory.events"));
    }

    private long count() {
        var counts = StatFile.byName(file);
        // A cgroup of v1 whose OOM killer is off kills nothing and stands still.
        return counts.getOrDefault("oom_kill", 0L) + (v1 ? counts.getOrDefault("under_oom", 0L) : 0);
    }

    /** Whether it ran out since this was last asked. */
    public boolean increased() {
        long before = seen;
        seen = count();
        return seen > before;
    }
}
