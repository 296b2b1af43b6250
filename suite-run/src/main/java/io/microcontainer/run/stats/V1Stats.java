package io.microcontainer.run.stats;

import io.microcontainer.run.stats.ContainerStats.BlockIo;
import io.microcontainer.run.stats.ContainerStats.Cpu;
import io.microcontainer.run.stats.ContainerStats.CpuSet;
import io.microcontainer.run.stats.ContainerStats.HugePages;
import io.microcontainer.run.stats.ContainerStats.Memory;
import io.microcontainer.run.stats.ContainerStats.MemoryEntry;
import io.microcontainer.run.stats.ContainerStats.Pids;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the counters of cgroup v1 (Documentation/admin-guide/cgroup-v1 of the kernel). */
final class V1Stats {

    /** Of a second, as cpuacct.stat counts: USER_HZ. */
    private static final long NANOSECONDS_A_TICK = 10_000_000;

    /** Stands for a controller that is not there: its files are not either. */
    private static final Path NOWHERE = Path.of("/proc/self/nowhere");

    private static final List<String> FLAGS = List.of("cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate",
            "memory_spread_page", "memory_spread_slab", "memory_pressure", "sched_load_balance", "sched_relax_domain_level");

    private final Map<String, Path> directories;

    /** @param directories by controller */
    V1Stats(Map<String, Path> directories) {
        this.directories = directories;
    }

    private Path directory(String controller) {
        return directories.getOrDefault(controller, NOWHERE);
    }

    ContainerStats read() {
        return new ContainerStats(cpu(), cpuset(), memory(), pids(), new BlockIo(blockIo(), Optional.empty()), hugetlb());
    }

    private Cpu cpu() {
        Path cpuacct = directory("cpuacct");
        Map<String, Long> modes = StatFile.byName(cpuacct.resolve("cpuacct.stat"));
        Map<String, Long> stat = StatFile.byName(directory("cpu").resolve("cpu.stat"));
        List<Long> user = new ArrayList<>();
        List<Long> kernel = new ArrayList<>();
        Path all = cpuacct.resolve("cpuacct.usage_all");
        for (String line : StatFile.lines(all)) {
            String[] fields = line.split(" ");
            if (fields.length >= 3 && Character.isDigit(fields[0].charAt(0))) {
                user.add(StatFile.parse(fields[1], all));
                kernel.add(StatFile.parse(fields[2], all));
            }
        }
        return new Cpu(StatFile.number(cpuacct.resolve("cpuacct.usage")), modes.getOrDefault("system", 0L) * NANOSECONDS_A_TICK,
                modes.getOrDefault("user", 0L) * NANOSECONDS_A_TICK, StatFile.numbers(cpuacct.resolve("cpuacct.usage_percpu")), kernel,
                user, stat.getOrDefault("nr_periods", 0L), stat.getOrDefault("nr_throttled", 0L),
                stat.getOrDefault("throttled_time", 0L), Optional.empty());
    }

    private CpuSet cpuset() {
        Path cpuset = directory("cpuset");
        return new CpuSet(NumberRanges.parse(StatFile.lines(cpuset.resolve("cpuset.cpus"))),
                NumberRanges.parse(StatFile.lines(cpuset.resolve("cpuset.mems"))),
                FLAGS.stream().map(name -> new CpuSet.Flag(name, StatFile.number(cpuset.resolve("cpuset." + name)))).toList());
    }

    private Memory memory() {
        Map<String, Long> stat = StatFile.byName(directory("memory").resolve("memory.stat"));
        return new Memory(stat.getOrDefault("cache", 0L), entry("memory"), entry("memory.memsw"), entry("memory.kmem"),
                entry("memory.kmem.tcp"), stat, Optional.empty());
    }

    private MemoryEntry entry(String kind) {
        Path directory = directory("memory");
        return new MemoryEntry(StatFile.number(directory.resolve(kind + ".limit_in_bytes")),
                StatFile.number(directory.resolve(kind + ".usage_in_bytes")),
                StatFile.number(directory.resolve(kind + ".max_usage_in_bytes")), StatFile.number(directory.resolve(kind + ".failcnt")));
    }

    private Pids pids() {
        long limit = StatFile.number(directory("pids").resolve("pids.max"));
        return new Pids(StatFile.number(directory("pids").resolve("pids.current")), limit == ContainerStats.UNLIMITED ? 0 : limit);
    }

    /** Which scheduler counts is the kernel's choice: the first file that tells something is taken. */
    private List<BlockIo.Table> blockIo() {
        return List.of(table("ioServiceBytesRecursive", "io_service_bytes_recursive"), table("ioServicedRecursive", "io_serviced_recursive"),
                table("ioQueueRecursive", "io_queued_recursive"), table("ioServiceTimeRecursive", "io_service_time_recursive"),
                table("ioWaitTimeRecursive", "io_wait_time_recursive"), table("ioMergedRecursive", "io_merged_recursive"),
                table("ioTimeRecursive", "time_recursive"), table("sectorsRecursive", "sectors_recursive"));
    }

    private BlockIo.Table table(String name, String file) {
        for (String prefix : List.of("blkio.bfq.", "blkio.", "blkio.throttle.")) {
            List<BlockIo.Entry> entries = entries(directory("blkio").resolve(prefix + file));
            if (!entries.isEmpty()) {
                return new BlockIo.Table(name, entries);
            }
        }
        return new BlockIo.Table(name, List.of());
    }

    /** Lines as {@code 8:0 Read 4096} or {@code 8:0 4096}; a last one gives the total. */
    private static List<BlockIo.Entry> entries(Path file) {
        List<BlockIo.Entry> entries = new ArrayList<>();
        for (String line : StatFile.lines(file)) {
            String[] fields = line.split("[ :]");
            if (fields.length >= 3) {
                entries.add(new BlockIo.Entry(StatFile.parse(fields[0], file), StatFile.parse(fields[1], file),
                        fields.length > 3 ? fields[2] : "", StatFile.parse(fields[fields.length - 1], file)));
            }
        }
        return entries;
    }

    private Map<String, HugePages> hugetlb() {
        Map<String, HugePages> pages = new TreeMap<>();
        Path directory = directories.get("hugetlb");
        if (directory != null) {
            for (String size : HugePageSizes.all()) {
                String reserved = "hugetlb." + size + ".rsvd.";
                String prefix = StatFile.lines(directory.resolve(reserved + "usage_in_bytes")).isEmpty() ? "hugetlb." + size + "." : reserved;
                pages.put(size, new HugePages(StatFile.number(directory.resolve(prefix + "usage_in_bytes")),
                        StatFile.number(directory.resolve(prefix + "max_usage_in_bytes")), StatFile.number(directory.resolve(prefix + "failcnt"))));
            }
        }
        return pages;
    }
}
