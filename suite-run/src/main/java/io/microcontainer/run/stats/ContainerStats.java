package io.microcontainer.run.stats;

import com.fasterxml.jackson.databind.node.NullNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a container uses at one moment. The JSON form is that of {@code runc events}, which engines read: a number that is
 * zero is left out of it, except where runc writes it. Numbers have 64 unsigned bits; all ones stands for no limit.
 *
 * @param hugetlb by page size, as {@code 2MB}
 */
record ContainerStats(Cpu cpu, CpuSet cpuset, Memory memory, Pids pids, BlockIo blockIo, Map<String, HugePages> hugetlb)
        implements JsonWritable {

    /** No limit. */
    static final long UNLIMITED = -1;

    ContainerStats {
        hugetlb = Map.copyOf(hugetlb);
    }

    @Override
    public void write(JsonFields out) {
        out.object("cpu", cpu).object("cpuset", cpuset).object("memory", memory).object("pids", pids).object("blkio", blockIo)
                .object("hugetlb", pages -> new TreeMap<>(hugetlb).forEach(pages::object))
                .object("intel_rdt", _ -> {
                })
                .node("network_interfaces", NullNode.getInstance());
    }

    /** A number that is left out when it is zero. */
    private static JsonFields some(JsonFields out, String name, long value) {
        return value == 0 ? out : out.unsigned(name, value);
    }

    /**
     * Time on CPUs in nanoseconds.
     *
     * @param perCpu       by CPU; empty on v2
     * @param perCpuKernel by CPU; empty on v2
     * @param perCpuUser   by CPU; empty on v2
     * @param periods      periods of the quota that have passed with something to run
     * @param throttled    of them, those in which the quota was used up
     * @param throttledFor how long it had to wait then
     */
    record Cpu(long total, long kernel, long user, List<Long> perCpu, List<Long> perCpuKernel, List<Long> perCpuUser, long periods,
            long throttled, long throttledFor, Optional<Pressure> pressure) implements JsonWritable {

        Cpu {
            perCpu = List.copyOf(perCpu);
            perCpuKernel = List.copyOf(perCpuKernel);
            perCpuUser = List.copyOf(perCpuUser);
        }

        @Override
        public void write(JsonFields out) {
            out.object("usage", this::usage).object("throttling", this::throttling).object("psi", pressure.orElse(null));
        }

        private void usage(JsonFields out) {
            some(out, "total", total).numbers("percpu", perCpu).numbers("percpu_kernel", perCpuKernel).numbers("percpu_user", perCpuUser)
                    .unsigned("kernel", kernel).unsigned("user", user);
        }

        private void throttling(JsonFields out) {
            some(out, "periods", periods);
            some(out, "throttledPeriods", throttled);
            some(out, "throttledTime", throttledFor);
        }
    }

    /**
     * Which CPUs and memory nodes it may use; v1 only.
     *
     * @param flags by the names that runc gives them, in its order
     */
    record CpuSet(List<Integer> cpus, List<Integer> mems, List<Flag> flags) implements JsonWritable {

        /** One setting of the cpuset. */
        record Flag(String name, long value) {
        }

        CpuSet {
            cpus = List.copyOf(cpus);
            mems = List.copyOf(mems);
            flags = List.copyOf(flags);
        }

        @Override
        public void write(JsonFields out) {
            out.numbers("cpus", cpus).numbers("mems", mems);
            flags.forEach(flag -> out.number(flag.name(), flag.value()));
        }
    }

    /**
     * Bytes of memory.
     *
     * @param swap memory and swap together, on v2 too
     * @param raw  memory.stat
     */
    record Memory(long cache, MemoryEntry usage, MemoryEntry swap, MemoryEntry kernel, MemoryEntry kernelTcp, Map<String, Long> raw,
            Optional<Pressure> pressure) implements JsonWritable {

        Memory {
            raw = Map.copyOf(raw);
        }

        @Override
        public void write(JsonFields out) {
            some(out, "cache", cache).object("usage", usage).object("swap", swap).object("kernel", kernel).object("kernelTCP", kernelTcp);
            if (!raw.isEmpty()) {
                out.object("raw", lines -> new TreeMap<>(raw).forEach(lines::unsigned));
            }
            out.object("psi", pressure.orElse(null));
        }
    }

    /** One kind of memory: now, at most so far, and how often the limit was hit. */
    record MemoryEntry(long limit, long usage, long max, long failures) implements JsonWritable {

        /** What a kernel without this kind tells. */
        static final MemoryEntry NONE = new MemoryEntry(0, 0, 0, 0);

        @Override
        public void write(JsonFields out) {
            out.unsigned("limit", limit);
            some(out, "usage", usage);
            some(out, "max", max);
            out.unsigned("failcnt", failures);
        }
    }

    /** @param limit 0 for none */
    record Pids(long current, long limit) implements JsonWritable {

        @Override
        public void write(JsonFields out) {
            some(some(out, "current", current), "limit", limit);
        }
    }

    /** @param tables by the names that runc gives them, in its order */
    record BlockIo(List<Table> tables, Optional<Pressure> pressure) implements JsonWritable {

        /** One kind of counter for each device and operation. */
        record Table(String name, List<Entry> entries) {
            Table {
                entries = List.copyOf(entries);
            }
        }

        /** @param operation {@code Read}, {@code Write} …, or empty */
        record Entry(long major, long minor, String operation, long value) implements JsonWritable {

            @Override
            public void write(JsonFields out) {
                some(some(out, "major", major), "minor", minor).string("op", operation.isEmpty() ? null : operation);
                some(out, "value", value);
            }
        }

        BlockIo {
            tables = List.copyOf(tables);
        }

        @Override
        public void write(JsonFields out) {
            tables.forEach(table -> out.objects(table.name(), table.entries()));
            out.object("psi", pressure.orElse(null));
        }
    }

    /** Huge pages of one size, in bytes. */
    record HugePages(long usage, long max, long failures) implements JsonWritable {

        @Override
        public void write(JsonFields out) {
            some(some(out, "usage", usage), "max", max).unsigned("failcnt", failures);
        }
    }

    /** Pressure stall information (Documentation/accounting/psi.rst): some, or all, tasks waited. */
    record Pressure(Stall some, Stall full) implements JsonWritable {

        /**
         * @param averages percent of the last 10, 60 and 300 seconds
         * @param total    microseconds
         */
        record Stall(List<BigDecimal> averages, long total) implements JsonWritable {

            static final Stall NONE = new Stall(List.of(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO), 0);

            Stall {
                averages = List.copyOf(averages);
            }

            @Override
            public void write(JsonFields out) {
                out.decimal("avg10", averages.get(0)).decimal("avg60", averages.get(1)).decimal("avg300", averages.get(2))
                        .unsigned("total", total);
            }
        }

        @Override
        public void write(JsonFields out) {
            out.object("some", some).object("full", full);
        }
    }
}
