package io.microcontainer.run.compile.fs;

import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What may be mounted on /proc and below it: a procfs on /proc itself, and single files that lxcfs and its like make up. A
 * mount elsewhere would let the container decide what runtime and kernel tools read there (CVE-2019-16884).
 */
final class ProcRule {

    private static final Set<String> FILES = Set.of("/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat",
            "/proc/swaps", "/proc/uptime", "/proc/loadavg", "/proc/slabinfo", "/proc/sys/kernel/ns_last_pid",
            "/proc/sys/crypto/fips_enabled");

    private ProcRule() {
    }

    /**
     * @param place  where the mount's destination leads
     * @param source of a bind mount, on the host
     * @throws RunException if the mount may not be there
     */
    static void check(MountEntry entry, List<String> place, Optional<Path> source) {
        if (place.isEmpty() || !place.getFirst().equals("proc")) {
            return;
        }
        if (place.size() == 1) {
            boolean procfs = source.map(s -> s.equals(Path.of("/proc"))).orElse(entry.type().equals("proc"));
            if (!procfs) {
                throw new RunException(entry.where() + " (" + entry.label()
                        + ") covers /proc; only a mount of type proc, or a bind mount of the host's /proc, can be there");
            }
            return;
        }
        String path = "/" + String.join("/", place);
        if (!FILES.contains(path)) {
            throw new RunException(entry.where() + " (" + entry.label() + ") leads to " + path
                    + "; inside /proc nothing can be mounted but on " + FILES.stream().sorted().toList());
        }
    }
}
