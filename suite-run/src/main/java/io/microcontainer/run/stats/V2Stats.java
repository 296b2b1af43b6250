package io.microcontainer.run.stats;

import io.microcontainer.run.stats.ContainerStats.BlockIo;
import io.microcontainer.run.stats.ContainerStats.Cpu;
import io.microcontainer.run.stats.ContainerStats.CpuSet;
import io.microcontainer.run.stats.ContainerStats.HugePages;
import io.microcontainer.run.stats.ContainerStats.Memory;
import io.microcontainer.run.stats.ContainerStats.MemoryEntry;
import io.microcontainer.run.stats.ContainerStats.Pids;
import io.microcontainer.run.stats.ContainerStats.Pressure;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the counters of cgroup v2 (Documentation/admin-guide/cgroup-v2.rst), turned into the words and units of v1. */
final class V2Stats {

    private static final List<String> CPUSET_FLAGS = List.of("cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate",
            "memory_spread_page", "memory_spread_slab", "memory_pressure", "sched_load_balance", "sched_relax_domain_level");

    private final Path directory;

    V2Stats(Path directory) {
        this.directory = directory;
    }

    ContainerStats read() {
        return new ContainerStats(cpu(), new CpuSet(List.of(), List.of(), CPUSET_FLAGS.stream().map(name -> new CpuSet.Flag(name, 0)).toList()),
                memory(), pids(), new BlockIo(blockIo(), pressure("io")), hugetlb());
    }

    private long number(String file) {
        return StatFile.number(directory.resolve(file));
    }

    private Cpu cpu() {
        Map<String, Long> stat = StatFile.byName(directory.resolve("cpu.stat"));
        return new Cpu(nanoseconds(stat, "usage_usec"), nanoseconds(stat, "system_usec"), nanoseconds(stat, "user_usec"), List.of(), List.of(),
                List.of(), stat.getOrDefault("nr_periods", 0L), stat.getOrDefault("nr_throttled", 0L), nanoseconds(stat, "throttled_usec"),
                pressure("cpu"));
    }

    private static long nanoseconds(Map<String, Long> stat, String name) {
        return stat.getOrDefault(name, 0L) * 1000;
    }

    private Memory memory() {
        Map<String, Long> stat = StatFile.byName(directory.resolve("memory.stat"));
        MemoryEntry usage = new MemoryEntry(number("memory.max"), number("memory.current"), number("memory.peak"), 0);
        long swapLimit = number("memory.swap.max");
        boolean unlimited = swapLimit == ContainerStats.UNLIMITED || usage.limit() == ContainerStats.UNLIMITED;
        // v2 counts swap alone; what was the most of both together it does not know
        MemoryEntry swap = new MemoryEntry(unlimited ? ContainerStats.UNLIMITED : swapLimit + usage.limit(),
                number("memory.swap.current") + usage.usage(), 0, 0);
        return new Memory(stat.getOrDefault("file", 0L), usage, swap, MemoryEntry.NONE, MemoryEntry.NONE, stat, pressure("memory"));
    }

    /** Without the controller the processes are counted. */
    private Pids pids() {
        List<String> current = StatFile.lines(directory.resolve("pids.current"));
        if (current.isEmpty()) {
            return new Pids(StatFile.lines(directory.resolve("cgroup.procs")).size(), 0);
        }
        long limit = number("pids.max");
        return new Pids(number("pids.current"), limit == ContainerStats.UNLIMITED ? 0 : limit);
    }

    /** Lines as {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 …}. */
    private List<BlockIo.Table> blockIo() {
        List<BlockIo.Entry> bytes = new ArrayList<>();
        List<BlockIo.Entry> operations = new ArrayList<>();
        Path file = directory.resolve("io.stat");
        for (String line : StatFile.lines(file)) {
            String[] fields = line.split("[ :]");
            for (int i = 2; i < fields.length; i++) {
                int sign = fields[i].indexOf('=');
                String name = sign < 0 ? "" : fields[i].substring(0, sign);
                List<BlockIo.Entry> table = switch (name) {
                    case "rbytes", "wbytes" -> bytes;
                    case "rios", "wios" -> operations;
                    default -> null;
                };
                if (table != null) {
                    table.add(new BlockIo.Entry(StatFile.parse(fields[0], file), StatFile.parse(fields[1], file),
                            name.startsWith("r") ? "Read" : "Write", StatFile.parse(fields[i].substring(sign + 1), file)));
                }
            }
        }
        return List.of(new BlockIo.Table("ioServiceBytesRecursive", bytes), new BlockIo.Table("ioServicedRecursive", operations));
    }

    private Map<String, HugePages> hugetlb() {
        Map<String, HugePages> pages = new TreeMap<>();
        for (String size : HugePageSizes.all()) {
            Path events = directory.resolve("hugetlb." + size + ".events");
            Map<String, Long> counts = StatFile.byName(events);
            if (!counts.isEmpty()) {
                Path reserved = directory.resolve("hugetlb." + size + ".rsvd.current");
                long usage = StatFile.lines(reserved).isEmpty() ? number("hugetlb." + size + ".current") : StatFile.number(reserved);
                pages.put(size, new HugePages(usage, 0, counts.getOrDefault("max", 0L)));
            }
        }
        return pages;
    }

    /** Lines as {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=0}; none without the kernel's CONFIG_PSI. */
    private Optional<Pressure> pressure(String what) {
        Path file = directory.resolve(what + ".pressure");
        Map<String, Pressure.Stall> stalls = new TreeMap<>();
        for (String line : StatFile.lines(file)) {
            String[] fields = line.split(" ");
            Map<String, String> values = new TreeMap<>();
            for (String field : fields) {
                int sign = field.indexOf('=');
                if (sign > 0) {
                    values.put(field.substring(0, sign), field.substring(sign + 1));
                }
            }
            stalls.put(fields[0], new Pressure.Stall(List.of(percent(values, "avg10"), percent(values, "avg60"), percent(values, "avg300")),
                    StatFile.parse(values.getOrDefault("total", "0"), file)));
        }
        return stalls.isEmpty() ? Optional.empty()
                : Optional.of(new Pressure(stalls.getOrDefault("some", Pressure.Stall.NONE), stalls.getOrDefault("full", Pressure.Stall.NONE)));
    }

    private static BigDecimal percent(Map<String, String> values, String name) {
        return new BigDecimal(values.getOrDefault(name, "0"));
    }
}
