package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * How the kernel schedules a process; runtime-spec config.md, {@code scheduler}, and sched_setattr(2).
 *
 * @param policy   the scheduling policy
 * @param nice     or null for 0
 * @param priority static priority, or null for 0
 * @param flags    of sched_setattr(2)
 * @param runtime  of SCHED_DEADLINE in nanoseconds, or null
 * @param deadline of SCHED_DEADLINE in nanoseconds, or null
 * @param period   of SCHED_DEADLINE in nanoseconds, or null
 * @param unknown  fields that were read and not understood
 */
public record Scheduler(SchedulerPolicy policy, Integer nice, Integer priority, List<SchedulerFlag> flags, Long runtime, Long deadline,
                        Long period, Map<String, JsonNode> unknown) implements JsonWritable {

    public Scheduler {
        flags = List.copyOf(flags);
    }

    public static Scheduler read(JsonObject in) {
        return new Scheduler(in.requiredWord("policy", SchedulerPolicy.values()), in.int32("nice"), in.int32("priority"),
                in.words("flags", SchedulerFlag.values()), in.uint64("runtime"), in.uint64("deadline"), in.uint64("period"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.word("policy", policy).number("nice", nice).number("priority", priority).words("flags", flags).unsigned("runtime", runtime)
                .unsigned("deadline", deadline).unsigned("period", period).unknown(unknown);
    }
}
