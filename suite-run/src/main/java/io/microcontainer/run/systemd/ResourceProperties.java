package io.microcontainer.run.systemd;

import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.PidsResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.cgroup.LimitValues;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits in systemd's words (systemd.resource-control(5)). All are written to the cgroup's files besides: what systemd
 * does not know it leaves alone there, and what it knows it would set back at its next look otherwise.
 */
public final class ResourceProperties {

    private static final long DEFAULT_PERIOD = 100_000;
    private static final long SECOND = 1_000_000;
    /** One percent of a CPU: systemd's own unit, to which a quota is rounded up. */
    private static final long PERCENT = SECOND / 100;
    private static final int BITS = 8192;

    private final boolean v2;
    private final int version;
    private final List<UnitProperty> properties = new ArrayList<>();

    private ResourceProperties(boolean v2, int version) {
        this.v2 = v2;
        this.version = version;
    }

    /**
     * The properties for limits; what is not limited is not among them.
     *
     * @param v2      whether controllers are on cgroup v2
     * @param version of systemd
     */
    public static List<UnitProperty> of(Resources limits, boolean v2, int version) {
        ResourceProperties all = new ResourceProperties(v2, version);
        if (limits.memory() != null) {
            all.memory(limits.memory());
        }
        if (limits.cpu() != null) {
            all.cpu(limits.cpu());
        }
        if (limits.pids() != null && limits.pids().limit() != null) {
            all.pids(limits.pids());
        }
        if (!v2 && limits.blockIo() != null && set(limits.blockIo().weight())) {
            all.add("BlockIOWeight", limits.blockIo().weight());
        }
        limits.unified().forEach(all::unified);
        return List.copyOf(all.properties);
    }

    private static boolean set(Number value) {
        return value != null && value.longValue() != 0;
    }

    private void add(String name, long value) {
        properties.add(UnitProperty.unsigned(name, value));
    }

    /** -1, no limit, is all ones for systemd too. */
    private void memory(MemoryResources memory) {
        if (set(memory.limit())) {
            add(v2 ? "MemoryMax" : "MemoryLimit", memory.limit());
        }
        if (!v2) {
            return;
        }
        if (set(memory.reservation())) {
            add("MemoryLow", memory.reservation());
        }
        String swap = LimitValues.swap(memory.swap(), memory.limit());
        if (swap != null) {
            add("MemorySwapMax", limit(swap));
        }
    }

    private static long limit(String value) {
        return value.equals("max") ? -1 : Long.parseUnsignedLong(value);
    }

    private void cpu(CpuResources cpu) {
        boolean idle = v2 && cpu.idle() != null && cpu.idle() == 1 && version >= 252;
        if (idle) {
            add("CPUWeight", 0);
        } else if (set(cpu.shares())) {
            add(v2 ? "CPUWeight" : "CPUShares", v2 ? LimitValues.cpuWeight(cpu.shares()) : cpu.shares());
        }
        quota(cpu.quota() == null ? 0 : cpu.quota(), cpu.period() == null ? 0 : cpu.period());
        bits("AllowedCPUs", cpu.cpus());
        bits("AllowedMemoryNodes", cpu.mems());
    }

    private void quota(long quota, long period) {
        if (set(period) && version >= 242) {
            add("CPUQuotaPeriodUSec", period);
        }
        if (quota == 0 && period == 0) {
            return;
        }
        if (quota <= 0) {
            add("CPUQuotaPerSecUSec", -1);
        } else {
            long perSecond = quota * SECOND / (period == 0 ? DEFAULT_PERIOD : period);
            add("CPUQuotaPerSecUSec", (perSecond + PERCENT - 1) / PERCENT * PERCENT);
        }
    }

    private void pids(PidsResources pids) {
        add("TasksMax", limit(LimitValues.pids(pids.limit())));
    }

    private void bits(String name, String list) {
        if (list == null || list.isBlank() || version < 244) {
            return;
        }
        byte[] bits = new byte[BITS / 8];
        int length = 0;
        for (String range : list.strip().split(",")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt((dash < 0 ? range : range.substring(0, dash)).strip());
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1).strip());
            for (int number = first; number <= last && number < BITS; number++) {
                bits[number / 8] |= (byte) (1 << number % 8);
                length = Math.max(length, number / 8 + 1);
            }
        }
        List<Byte> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            values.add(bits[i]);
        }
        properties.add(new UnitProperty.Bits(name, values));
    }

    /** Files of v2 that systemd has a word for. */
    private void unified(String file, String value) {
        String text = value.strip();
        switch (file) {
            case "memory.max" -> add("MemoryMax", limit(text));
            case "memory.high" -> add("MemoryHigh", limit(text));
            case "memory.low" -> add("MemoryLow", limit(text));
            case "memory.min" -> add("MemoryMin", limit(text));
            case "memory.swap.max" -> add("MemorySwapMax", limit(text));
            case "pids.max" -> add("TasksMax", text.equals("0") ? 1 : limit(text));
            case "cpu.weight" -> add("CPUWeight", limit(text));
            case "cpuset.cpus" -> bits("AllowedCPUs", text);
            case "cpuset.mems" -> bits("AllowedMemoryNodes", text);
            case "cpu.max" -> {
                String[] words = text.split(" +");
                quota(words[0].equals("max") ? -1 : limit(words[0]), words.length > 1 ? limit(words[1]) : DEFAULT_PERIOD);
            }
            default -> {
                // It is in the cgroup's file, which systemd leaves alone.
            }
        }
    }
}
