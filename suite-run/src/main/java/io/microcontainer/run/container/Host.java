package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.cgroup.MountedCgroups;
import io.microcontainer.run.process.UnsizedFile;
import io.microcontainer.run.state.RecordCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What stays as it is as long as an engine lives, for an engine is never used from other namespaces than its own: looked up at the first
 * need. Safe for many threads.
 */
public final class Host {

    private static final Path LAST_CAPABILITY = Path.of("/proc/sys/kernel/cap_last_cap");
    private static final Path UID_MAP = Path.of("/proc/self/uid_map");

    private final Supplier<CgroupMounts> cgroups;
    private final RecordCache records = new RecordCache();
    private volatile Kernel kernel;

    private record Kernel(int lastCapability, boolean initialUserNamespace) {
    }

    private Host(Supplier<CgroupMounts> cgroups) {
        this.cgroups = cgroups;
    }

    /** The host that this process runs on. */
    public static Host ours() {
        return new Host(new MountedCgroups()::get);
    }

    /** The same as if it had no cgroups: containers are made without. */
    public static Host withoutCgroups() {
        CgroupMounts none = new CgroupMounts(List.of());
        return new Host(() -> none);
    }

    /** The cgroup hierarchies that are mounted now. */
    CgroupMounts cgroupMounts() {
        return cgroups.get();
    }

    /** The containers' records that were met lately. */
    RecordCache records() {
        return records;
    }

    /** The greatest capability that the kernel knows. */
    int lastCapability() {
        return kernel().lastCapability;
    }

    /** Whether we are in no user namespace but the first. */
    boolean initialUserNamespace() {
        return kernel().initialUserNamespace;
    }

    private Kernel kernel() {
        Kernel known = kernel;
        if (known == null) {
            try {
                // Only the first user namespace maps each id to itself (user_namespaces(7)).
                known = new Kernel(Integer.parseInt(read(LAST_CAPABILITY)),
                        read(UID_MAP).matches("0\\s+0\\s+4294967295"));
            } catch (IOException e) {
                throw new RunException("look at the kernel's features: " + e.getMessage(), e);
            }
            kernel = known;
        }
        return known;
    }

    /** The text of a short file of the kernel. */
    static String read(Path file) throws IOException {
        return new String(UnsizedFile.read(file, Short.MAX_VALUE), StandardCharsets.US_ASCII).strip();
    }
}
