package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.BlockIoResources;
import io.microcontainer.api.oci.runtime.resources.BlockIoThrottle;
import io.microcontainer.api.oci.runtime.resources.BlockIoWeight;
import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.HugepageLimit;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.List;

/** Which files of cgroup v2 take which limit (Documentation/admin-guide/cgroup-v2.rst). Devices are a program, not a file. */
final class V2Settings {

    /** cpu.max wants a period with every quota; this is the kernel's default. */
    private static final long DEFAULT_PERIOD = 100_000;

    private final List<Setting> settings = new ArrayList<>();

    private V2Settings() {
    }

    /** @throws RunException for a value that v2 cannot express */
    static List<Setting> of(Resources limits) {
        V2Settings files = new V2Settings();
        if (limits.pids() != null && limits.pids().limit() != null) {
            files.add("pids.limit", "pids", "pids.max", LimitValues.pids(limits.pids().limit()));
        }
        if (limits.memory() != null) {
            files.memory(limits.memory());
        }
        if (limits.blockIo() != null) {
            files.io(limits.blockIo());
        }
        if (limits.cpu() != null) {
            files.cpu(limits.cpu());
        }
        limits.hugepageLimits().forEach(files::hugetlb);
        limits.rdma().forEach((device, limit) -> files.add("rdma." + device, "rdma", "rdma.max",
                LimitValues.rdma(device, limit)));
        limits.unified().forEach(files::unified);
        return files.settings;
    }

    private void add(String field, String controller, String file, Object value) {
        settings.add(Setting.of(field, controller, file, value));
    }

    private static boolean set(Number value) {
        return value != null && value.longValue() != 0;
    }

    /** Swap before memory: a process over the new memory limit may go to swap at once. The OOM killer and swappiness cannot be set on v2. */
    private void memory(MemoryResources memory) {
        String swap = LimitValues.swap(memory.swap(), memory.limit());
        if (swap != null) {
            Setting setting = Setting.of("memory.swap", "memory", "memory.swap.max", swap);
            // a kernel without swap has no such file, and no swap is what both values allow
            settings.add(swap.equals("max") || swap.equals("0") ? setting.ifPresent() : setting);
        }
        if (set(memory.limit())) {
            add("memory.limit", "memory", "memory.max", LimitValues.memory(memory.limit()));
        }
        if (set(memory.reservation())) {
            add("memory.reservation", "memory", "memory.low", LimitValues.memory(memory.reservation()));
        }
    }

    private void cpu(CpuResources cpu) {
        if (cpu.idle() != null) {
            add("cpu.idle", "cpu", "cpu.idle", cpu.idle());
        }
        // an idle cgroup has the weight 0 and refuses another
        if (set(cpu.shares()) && (cpu.idle() == null || cpu.idle() == 0)) {
            add("cpu.shares", "cpu", "cpu.weight", LimitValues.cpuWeight(cpu.shares()));
        }
        if (cpu.burst() != null) {
            add("cpu.burst", "cpu", "cpu.max.burst", cpu.burst());
        }
        if (set(cpu.quota()) || set(cpu.period())) {
            String quota = cpu.quota() != null && cpu.quota() > 0 ? cpu.quota().toString() : "max";
            add("cpu.quota", "cpu", "cpu.max", quota + " " + (set(cpu.period()) ? cpu.period() : DEFAULT_PERIOD));
        }
        if (cpu.cpus() != null && !cpu.cpus().isEmpty()) {
            add("cpu.cpus", "cpuset", "cpuset.cpus", cpu.cpus());
        }
        if (cpu.mems() != null && !cpu.mems().isEmpty()) {
            add("cpu.mems", "cpuset", "cpuset.mems", cpu.mems());
        }
    }

    private void io(BlockIoResources io) {
        if (set(io.weight())) {
            settings.add(Setting.of("blockIO.weight", "io", "io.bfq.weight", io.weight())
                    .orElse("io.weight", LimitValues.ioWeight(io.weight())));
        }
        for (BlockIoWeight device : io.weightDevice()) {
            if (set(device.weight())) {
                String number = device.major() + ":" + device.minor() + " ";
                settings.add(Setting.of("blockIO.weightDevice", "io", "io.bfq.weight", number + device.weight())
                        .orElse("io.weight", number + LimitValues.ioWeight(device.weight())));
            }
        }
        throttle("throttleReadBpsDevice", "rbps", io.throttleReadBpsDevice());
        throttle("throttleWriteBpsDevice", "wbps", io.throttleWriteBpsDevice());
        throttle("throttleReadIOPSDevice", "riops", io.throttleReadIopsDevice());
        throttle("throttleWriteIOPSDevice", "wiops", io.throttleWriteIopsDevice());
    }

    private void throttle(String field, String key, List<BlockIoThrottle> devices) {
        for (BlockIoThrottle device : devices) {
            add("blockIO." + field, "io", "io.max", device.major() + ":" + device.minor() + " " + key + "="
                    + (device.rate() == 0 ? "max" : Long.toUnsignedString(device.rate())));
        }
    }

    private void hugetlb(HugepageLimit page) {
        String file = "hugetlb." + LimitValues.pageSize(page.pageSize());
        String value = Long.toUnsignedString(page.limit());
        add("hugepageLimits", "hugetlb", file + ".max", value);
        settings.add(Setting.of("hugepageLimits", "hugetlb", file + ".rsvd.max", value).ifPresent());
    }

    /** {@code unified}: file by file and line by line, after all others so that it wins. */
    private void unified(String file, String value) {
        int dot = file.indexOf('.');
        if (dot <= 0 || file.contains("/") || file.indexOf('\0') >= 0) {
            throw new RunException("linux.resources.unified: '" + file
                    + "' is no file of a cgroup; the form is controller.parameter, such as memory.high");
        }
        for (String line : value.split("\n")) {
            add("unified." + file, file.substring(0, dot), file, line);
        }
    }
}
