package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.RdmaLimit;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;

/** Values of limits in the kernel's words, and from the scales of cgroup v1, which the runtime-spec keeps, to those of v2. */
public final class LimitValues {

    private static final long MAX_SHARES = 1 << 18;
    private static final long MAX_WEIGHT = 10000;

    private LimitValues() {
    }

    /** Whether anything but devices is limited. */
    static boolean any(Resources limits) {
        return limits.memory() != null || limits.cpu() != null || limits.pids() != null || limits.blockIo() != null
                || !limits.hugepageLimits().isEmpty() || limits.network() != null || !limits.rdma().isEmpty()
                || !limits.unified().isEmpty();
    }

    /** pids.max: negative is no limit; 0 becomes 1 as with systemd, which knows no 0. */
    public static String pids(long limit) {
        return limit < 0 ? "max" : Long.toString(Math.max(limit, 1));
    }

    /** A page size as the kernel names its files: {@code 2MB}, {@code 1GB}, {@code 64KB}. */
    static String pageSize(String pageSize) {
        if (pageSize == null || !pageSize.matches("[1-9][0-9]*[KMG]B")) {
            throw new RunException("linux.resources.hugepageLimits: page size " + pageSize
                    + " is none of the kernel's names, such as 2MB or 1GB");
        }
        return pageSize;
    }

    /** A line of rdma.max. */
    static String rdma(String device, RdmaLimit limit) {
        if (device.isEmpty() || device.chars().anyMatch(Character::isWhitespace)) {
            throw new RunException("linux.resources.rdma: '" + device.strip() + "' is no device's name");
        }
        StringBuilder line = new StringBuilder(device);
        if (limit.hcaHandles() != null) {
            line.append(" hca_handle=").append(Integer.toUnsignedString(limit.hcaHandles().intValue()));
        }
        if (limit.hcaObjects() != null) {
            line.append(" hca_object=").append(Integer.toUnsignedString(limit.hcaObjects().intValue()));
        }
        return line.toString();
    }

    /**
     * cpu.weight for CPU shares: 2, 1024 and 262144 become 1, 100 and 10000, the rest lies on the quadratic curve through
     * them in logarithms. All runtimes agreed on it in 2025 in place of the straight line before.
     *
     * @param shares 2 to 262144; beyond is clamped
     */
    public static long cpuWeight(long shares) {
        if (shares <= 2) {
            return 1;
        }
        if (shares >= MAX_SHARES) {
            return MAX_WEIGHT;
        }
        double log = Math.log(shares) / Math.log(2);
        return (long) Math.ceil(Math.pow(10, (log * log + 125 * log) / 612.0 - 7.0 / 34.0));
    }

    /** io.weight (1 to 10000) for a blkio weight (10 to 1000), linear. */
    static long ioWeight(int blkioWeight) {
        return 1 + (blkioWeight - 10) * 9999L / 990;
    }

    /** A memory value in a file of v2: -1 is {@code max}. */
    static String memory(long bytes) {
        return bytes == -1 ? "max" : Long.toString(bytes);
    }

    /**
     * memory.swap.max: v2 counts swap alone where the runtime-spec means memory and swap together.
     *
     * @return null if nothing is to be written
     */
    public static String swap(Long memorySwap, Long memoryLimit) {
        long swap = memorySwap == null ? 0 : memorySwap;
        long limit = memoryLimit == null ? 0 : memoryLimit;
        if (swap == 0) {
            return limit == -1 ? "max" : null;
        }
        if (swap == -1) {
            return "max";
        }
        if (limit == -1) {
            return Long.toString(swap);
        }
        if (limit == 0) {
            throw new RunException("linux.resources.memory.swap " + swap
                    + " is memory and swap together, so it needs linux.resources.memory.limit beside it");
        }
        if (limit < 0) {
            throw new RunException("linux.resources.memory.limit " + limit + " is negative; -1 is no limit");
        }
        if (swap < limit) {
            throw new RunException("linux.resources.memory.swap " + swap
                    + " is memory and swap together and cannot be below linux.resources.memory.limit " + limit);
        }
        return Long.toString(swap - limit);
    }
}
