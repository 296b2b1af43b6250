package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.BlockIoResources;
import io.microcontainer.api.oci.runtime.resources.BlockIoThrottle;
import io.microcontainer.api.oci.runtime.resources.BlockIoWeight;
import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.NetworkResources;
import io.microcontainer.api.oci.runtime.resources.PidsResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;

/**
 * A change of a running container's limits. What the change does not name stays; device rules always stay, as with runc,
 * for others (such as GPU plugins) may have added to them.
 *
 * @param kept    all limits from now on, for the container's state
 * @param written what the kernel is told: the change, and what it takes only together with it
 */
public record ResourceUpdate(Resources kept, Resources written) {

    /**
     * Works out a change.
     *
     * @param before the limits so far
     * @param change the new values; 0, null and empty mean that a value is not changed
     */
    public static ResourceUpdate of(Resources before, Resources change) {
        MemoryResources memory = memory(before.memory(), change.memory());
        CpuResources cpu = cpu(before.cpu(), change.cpu());
        Resources kept = new Resources(before.devices(), memory, cpu, pids(before.pids(), change.pids()),
                blockIo(before.blockIo(), change.blockIo()),
                joined(before.hugepageLimits(), change.hugepageLimits(), (a, b) -> a.pageSize().equals(b.pageSize()), (a, b) -> b),
                network(before.network(), change.network()), joined(before.rdma(), change.rdma()),
                joined(before.unified(), change.unified()), before.unknown());
        Resources written = new Resources(List.of(), memoryTogether(memory, change.memory()), cpuTogether(cpu, change.cpu()),
                change.pids(), change.blockIo(), change.hugepageLimits(), change.network(), change.rdma(), change.unified(), Map.of());
        return new ResourceUpdate(kept, written);
    }

    private static boolean set(Number value) {
        return value != null && value.longValue() != 0;
    }

    private static <T> T either(T change, T before) {
        return change == null ? before : change;
    }

    private static <N extends Number> N number(N change, N before) {
        return set(change) ? change : before;
    }

    private static String list(String change, String before) {
        return change == null || change.isEmpty() ? before : change;
    }

    private static MemoryResources memory(MemoryResources before, MemoryResources change) {
        if (before == null || change == null) {
            return either(change, before);
        }
        // No limit on memory ends the one on memory and swap together, unless that one is named too.
        boolean endsSwap = change.limit() != null && change.limit() == -1 && !set(change.swap());
        return new MemoryResources(number(change.limit(), before.limit()), number(change.reservation(), before.reservation()),
                endsSwap ? null : number(change.swap(), before.swap()), before.kernel(), before.kernelTcp(),
                either(change.swappiness(), before.swappiness()), either(change.disableOomKiller(), before.disableOomKiller()),
                either(change.useHierarchy(), before.useHierarchy()), change.checkBeforeUpdate(), before.unknown());
    }

    /** Memory, and memory with swap, are checked against each other on v1, and counted from each other on v2. */
    private static MemoryResources memoryTogether(MemoryResources kept, MemoryResources change) {
        if (change == null) {
            return null;
        }
        boolean both = set(change.limit()) || set(change.swap());
        return new MemoryResources(both ? kept.limit() : null, change.reservation(), both ? kept.swap() : null, null, null,
                change.swappiness(), change.disableOomKiller(), null, change.checkBeforeUpdate(), Map.of());
    }

    private static CpuResources cpu(CpuResources before, CpuResources change) {
        if (before == null || change == null) {
            return either(change, before);
        }
        // Leaving the idle class gives the kernel's default weight, whatever it was before.
        Long shares = change.idle() == null ? number(change.shares(), before.shares()) : change.shares();
        return new CpuResources(shares, number(change.quota(), before.quota()), either(change.burst(), before.burst()),
                number(change.period(), before.period()), number(change.realtimeRuntime(), before.realtimeRuntime()),
                number(change.realtimePeriod(), before.realtimePeriod()), list(change.cpus(), before.cpus()),
                list(change.mems(), before.mems()), either(change.idle(), before.idle()), before.unknown());
    }

    /** Quota and period are one file on v2. */
    private static CpuResources cpuTogether(CpuResources kept, CpuResources change) {
        if (change == null) {
            return null;
        }
        boolean both = set(change.quota()) || set(change.period());
        return new CpuResources(change.shares(), both ? kept.quota() : null, change.burst(), both ? kept.period() : null,
                change.realtimeRuntime(), change.realtimePeriod(), change.cpus(), change.mems(), change.idle(), Map.of());
    }

    private static PidsResources pids(PidsResources before, PidsResources change) {
        return change == null || change.limit() == null ? before : change;
    }

    private static BlockIoResources blockIo(BlockIoResources before, BlockIoResources change) {
        if (before == null || change == null) {
            return either(change, before);
        }
        return new BlockIoResources(number(change.weight(), before.weight()), number(change.leafWeight(), before.leafWeight()),
                joined(before.weightDevice(), change.weightDevice(), (a, b) -> a.major() == b.major() && a.minor() == b.minor(),
                        (a, b) -> new BlockIoWeight(a.major(), a.minor(), number(b.weight(), a.weight()),
                                number(b.leafWeight(), a.leafWeight()), a.unknown())),
                throttle(before.throttleReadBpsDevice(), change.throttleReadBpsDevice()),
                throttle(before.throttleWriteBpsDevice(), change.throttleWriteBpsDevice()),
                throttle(before.throttleReadIopsDevice(), change.throttleReadIopsDevice()),
                throttle(before.throttleWriteIopsDevice(), change.throttleWriteIopsDevice()), before.unknown());
    }

    private static List<BlockIoThrottle> throttle(List<BlockIoThrottle> before, List<BlockIoThrottle> change) {
        return joined(before, change, (a, b) -> a.major() == b.major() && a.minor() == b.minor(), (a, b) -> b);
    }

    private static NetworkResources network(NetworkResources before, NetworkResources change) {
        if (before == null || change == null) {
            return either(change, before);
        }
        return new NetworkResources(number(change.classId(), before.classId()),
                joined(before.priorities(), change.priorities(), (a, b) -> Objects.equals(a.name(), b.name()), (a, b) -> b),
                before.unknown());
    }

    /** A list with each new element in the place of the one that it is about, or at the end. */
    private static <T> List<T> joined(List<T> before, List<T> change, BiPredicate<T, T> same, BinaryOperator<T> merge) {
        List<T> all = new ArrayList<>(before);
        for (T added : change) {
            int at = 0;
            while (at < all.size() && !same.test(all.get(at), added)) {
                at++;
            }
            if (at < all.size()) {
                all.set(at, merge.apply(all.get(at), added));
            } else {
                all.add(added);
            }
        }
        return all;
    }

    private static <V> Map<String, V> joined(Map<String, V> before, Map<String, V> change) {
        Map<String, V> all = new TreeMap<>(before);
        all.putAll(change);
        return all;
    }
}
