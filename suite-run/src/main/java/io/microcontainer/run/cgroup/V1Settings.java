package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.BlockIoResources;
import io.microcontainer.api.oci.runtime.resources.BlockIoThrottle;
import io.microcontainer.api.oci.runtime.resources.BlockIoWeight;
import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.HugepageLimit;
import io.microcontainer.api.oci.runtime.resources.InterfacePriority;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.NetworkResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Which files of cgroup v1 take which limit (Documentation/admin-guide/cgroup-v1 of the kernel). Devices are apart. */
final class V1Settings {

    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 1 << 18;

    private final List<Setting> settings = new ArrayList<>();

    private V1Settings() {
    }

    /**
     * @param currentLimit reads memory.limit_in_bytes; asked only if both memory values change
     * @throws RunException for a value that v1 cannot express
     */
    static List<Setting> of(Resources limits, LongSupplier currentLimit) {
        if (!limits.unified().isEmpty()) {
            throw new RunException("invalid configuration: linux.resources.unified names files of cgroup v2, and this host's controllers are on v1;"
                    + " remove it or use the fields memory, cpu, pids …");
        }
        V1Settings files = new V1Settings();
        if (limits.cpu() != null) {
            files.cpuset(limits.cpu());
            files.cpu(limits.cpu());
        }
        if (limits.memory() != null) {
            files.memory(limits.memory(), currentLimit);
        }
        if (limits.pids() != null && limits.pids().limit() != null) {
            files.add("pids.limit", "pids", "pids.max", LimitValues.pids(limits.pids().limit()));
        }
        if (limits.blockIo() != null) {
            files.blockIo(limits.blockIo());
        }
        limits.hugepageLimits().forEach(files::hugetlb);
        if (limits.network() != null) {
            files.network(limits.network());
        }
        limits.rdma().forEach((device, limit) -> files.add("rdma." + device, "rdma", "rdma.max",
                LimitValues.rdma(device, limit)));
        return files.settings;
    }

    private void add(String field, String controller, String file, Object value) {
        settings.add(Setting.of(field, controller, file, value));
    }

    private void addIfSet(String field, String controller, String file, Object value) {
        if (value != null) {
            add(field, controller, file, value);
        }
    }

    private static boolean set(Number value) {
        return value != null && value.longValue() != 0;
    }

    private void cpuset(CpuResources cpu) {
        if (cpu.cpus() != null && !cpu.cpus().isEmpty()) {
            add("cpu.cpus", "cpuset", "cpuset.cpus", cpu.cpus());
        }
        if (cpu.mems() != null && !cpu.mems().isEmpty()) {
            add("cpu.mems", "cpuset", "cpuset.mems", cpu.mems());
        }
    }

    /** 0 means not set for shares, quota, period and the realtime values, as engines send them. */
    private void cpu(CpuResources cpu) {
        if (set(cpu.shares())) {
            if (cpu.shares() < MIN_SHARES || cpu.shares() > MAX_SHARES) {
                // the kernel would clamp it in silence
                throw new RunException("linux.resources.cpu.shares " + cpu.shares() + " is not within "
                        + MIN_SHARES + " to " + MAX_SHARES);
            }
            add("cpu.shares", "cpu", "cpu.shares", cpu.shares());
        }
        if (set(cpu.period())) {
            add("cpu.period", "cpu", "cpu.cfs_period_us", cpu.period());
        }
        if (cpu.burst() != null) {
            settings.add(Setting.of("cpu.burst", "cpu", "cpu.cfs_burst_us", cpu.burst()).ifPresent());
        }
        if (set(cpu.quota())) {
            add("cpu.quota", "cpu", "cpu.cfs_quota_us", cpu.quota());
        }
        addIfSet("cpu.idle", "cpu", "cpu.idle", cpu.idle());
        if (set(cpu.realtimePeriod())) {
            add("cpu.realtimePeriod", "cpu", "cpu.rt_period_us", cpu.realtimePeriod());
        }
        if (set(cpu.realtimeRuntime())) {
            add("cpu.realtimeRuntime", "cpu", "cpu.rt_runtime_us", cpu.realtimeRuntime());
        }
    }

    /** The kernel keeps memory.limit ≤ memory.memsw.limit at every moment, so which is first depends on which grows. */
    private void memory(MemoryResources memory, LongSupplier currentLimit) {
        long limit = memory.limit() == null ? 0 : memory.limit();
        long swap = memory.swap() == null ? 0 : memory.swap();
        if (limit == -1 && swap == 0) {
            settings.add(Setting.of("memory.limit", "memory", "memory.memsw.limit_in_bytes", -1).ifPresent());
        }
        if (Boolean.TRUE.equals(memory.useHierarchy())) {
            settings.add(Setting.of("memory.useHierarchy", "memory", "memory.use_hierarchy", 1).ifPresent());
        }
        // A limit of all kernel memory is left out: since 5.16 the kernel takes none, and counts it into the limit (as runc does).
        if (set(memory.kernelTcp())) {
            settings.add(Setting.of("memory.kernelTCP", "memory", "memory.kmem.tcp.limit_in_bytes", memory.kernelTcp()).ifPresent());
        }
        boolean swapFirst = limit != 0 && swap != 0 && (swap == -1 || currentLimit.getAsLong() < swap);
        if (swapFirst) {
            add("memory.swap", "memory", "memory.memsw.limit_in_bytes", swap);
        }
        if (limit != 0) {
            add("memory.limit", "memory", "memory.limit_in_bytes", limit);
        }
        if (swap != 0 && !swapFirst) {
            add("memory.swap", "memory", "memory.memsw.limit_in_bytes", swap);
        }
        if (set(memory.reservation())) {
            add("memory.reservation", "memory", "memory.soft_limit_in_bytes", memory.reservation());
        }
        if (Boolean.TRUE.equals(memory.disableOomKiller())) {
            add("memory.disableOOMKiller", "memory", "memory.oom_control", 1);
        }
        if (memory.swappiness() != null && memory.swappiness() != -1) {
            if (memory.swappiness() < 0 || memory.swappiness() > 100) {
                throw new RunException("linux.resources.memory.swappiness " + memory.swappiness() + " is not within 0 to 100");
            }
            add("memory.swappiness", "memory", "memory.swappiness", memory.swappiness());
        }
    }

    private void blockIo(BlockIoResources io) {
        if (set(io.weight())) {
            settings.add(Setting.of("blockIO.weight", "blkio", "blkio.weight", io.weight())
                    .orElse("blkio.bfq.weight", io.weight()));
        }
        if (set(io.leafWeight())) {
            add("blockIO.leafWeight", "blkio", "blkio.leaf_weight", io.leafWeight());
        }
        for (BlockIoWeight device : io.weightDevice()) {
            String number = device.major() + ":" + device.minor() + " ";
            if (set(device.weight())) {
                settings.add(Setting.of("blockIO.weightDevice", "blkio", "blkio.weight_device", number + device.weight())
                        .orElse("blkio.bfq.weight_device", number + device.weight()));
            }
            if (set(device.leafWeight())) {
                add("blockIO.weightDevice", "blkio", "blkio.leaf_weight_device", number + device.leafWeight());
            }
        }
        throttle("throttleReadBpsDevice", "read_bps", io.throttleReadBpsDevice());
        throttle("throttleWriteBpsDevice", "write_bps", io.throttleWriteBpsDevice());
        throttle("throttleReadIOPSDevice", "read_iops", io.throttleReadIopsDevice());
        throttle("throttleWriteIOPSDevice", "write_iops", io.throttleWriteIopsDevice());
    }

    private void throttle(String field, String file, List<BlockIoThrottle> devices) {
        for (BlockIoThrottle device : devices) {
            add("blockIO." + field, "blkio", "blkio.throttle." + file + "_device",
                    device.major() + ":" + device.minor() + " " + Long.toUnsignedString(device.rate()));
        }
    }

    private void hugetlb(HugepageLimit page) {
        String file = "hugetlb." + LimitValues.pageSize(page.pageSize());
        String value = Long.toUnsignedString(page.limit());
        add("hugepageLimits", "hugetlb", file + ".limit_in_bytes", value);
        settings.add(Setting.of("hugepageLimits", "hugetlb", file + ".rsvd.limit_in_bytes", value).ifPresent());
    }

    private void network(NetworkResources network) {
        if (set(network.classId())) {
            add("network.classID", "net_cls", "net_cls.classid", network.classId());
        }
        for (InterfacePriority priority : network.priorities()) {
            add("network.priorities", "net_prio", "net_prio.ifpriomap", priority.name() + " " + priority.priority());
        }
    }
}
