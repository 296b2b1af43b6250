package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * Shares of the CPUs; runtime-spec config-linux.md, "CPU".
 *
 * @param shares          relative weight, or null
 * @param quota           microseconds per period, or null
 * @param burst           microseconds saved up, or null
 * @param period          microseconds, or null
 * @param realtimeRuntime microseconds, or null
 * @param realtimePeriod  microseconds, or null
 * @param cpus            list such as {@code 0-3,7}, or null
 * @param mems            list of memory nodes, or null
 * @param idle            1 for SCHED_IDLE, 0, or null
 * @param unknown         fields that were read and not understood
 */
public record CpuResources(Long shares, Long quota, Long burst, Long period, Long realtimeRuntime, Long realtimePeriod, String cpus,
                           String mems, Long idle, Map<String, JsonNode> unknown) implements JsonWritable {

    public static CpuResources read(JsonObject in) {
        return new CpuResources(in.uint64("shares"), in.int64("quota"), in.uint64("burst"), in.uint64("period"),
                in.int64("realtimeRuntime"), in.uint64("realtimePeriod"), in.text("cpus"), in.text("mems"), in.int64("idle"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.unsigned("shares", shares).number("quota", quota).unsigned("burst", burst).unsigned("period", period)
                .number("realtimeRuntime", realtimeRuntime).unsigned("realtimePeriod", realtimePeriod).string("cpus", cpus)
                .string("mems", mems).number("idle", idle).unknown(unknown);
    }
}
