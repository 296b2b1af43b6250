package io.microcontainer.run.stats;

import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupV1;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.cgroup.NoCgroup;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How often memory has run out in a cgroup. On v2 the kernel's notifications say only that something changed, a moment late
 * and for limits that were merely reached too; the counter tells what it was. On v1 they are for this alone, and come
 * before the kernel has killed and counted (mem_cgroup_oom_notify).
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
        seen = v1 ? 0 : count();
    }

    /** Whether a cgroup of v2 counts at all: it has the memory controller. */
    public static boolean exists(CgroupV2 cgroup) {
        return Files.exists(cgroup.directory().resolve("memory.events"));
    }

    private long count() {
        return StatFile.byName(file).getOrDefault("oom_kill", 0L);
    }

    /** Whether a notification that came now means that memory ran out. The removal of a cgroup of v1 notifies too. */
    public boolean notified() {
        return v1 ? Files.exists(file) : increased();
    }

    /** Whether it ran out on v2 since this was last asked. */
    public boolean increased() {
        if (v1) {
            return false;
        }
        long before = seen;
        seen = count();
        return seen > before;
    }
}
