package io.microcontainer.run.cgroup;

import java.util.List;
import java.util.Map;

/**
 * {@code linux.resources} of the runtime-spec (config-linux.md), as far as cgroups carry it. Null means not set; lists and maps are empty instead.
 */
public record Limits(List<Device> devices, Memory memory, Cpu cpu, Long pids, BlockIo blockIo,
        Map<String, Long> hugepages, Network network, Map<String, Rdma> rdma, Map<String, String> unified) {

    /** No limit at all. */
    public static final Limits NONE =
            new Limits(List.of(), null, null, null, null, Map.of(), null, Map.of(), Map.of());

    /** Whether anything but devices is limited. */
    boolean any() {
        return memory != null || cpu != null || pids != null || blockIo != null || !hugepages.isEmpty() || network != null
                || !rdma.isEmpty() || !unified.isEmpty();
    }

    public record Device(boolean allow, String type, Long major, Long minor, String access) {
    }

    public record Memory(Long limit, Long reservation, Long swap, Long swappiness, Boolean disableOomKiller,
            Boolean checkBeforeUpdate) {
    }

    public record Cpu(Long shares, Long quota, Long burst, Long period, Long realtimeRuntime, Long realtimePeriod,
            String cpus, String mems, Long idle) {
    }

    public record WeightDevice(long major, long minor, Integer weight, Integer leafWeight) {
    }

    public record ThrottleDevice(long major, long minor, long rate) {
    }

    public record BlockIo(Integer weight, Integer leafWeight, List<WeightDevice> weightDevice,
            List<ThrottleDevice> throttleReadBpsDevice, List<ThrottleDevice> throttleWriteBpsDevice,
            List<ThrottleDevice> throttleReadIopsDevice, List<ThrottleDevice> throttleWriteIopsDevice) {
    }

    public record Network(Long classId, Map<String, Long> priorities) {
    }

    public record Rdma(Long hcaHandles, Long hcaObjects) {
    }
}
