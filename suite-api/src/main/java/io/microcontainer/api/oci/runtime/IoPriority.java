package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The priority of disk access; runtime-spec config.md, {@code ioPriority}, and ioprio_set(2).
 *
 * @param ioClass  the scheduling class
 * @param priority 0 (high) to 7 (low) in the class, or null for 0
 * @param unknown  fields that were read and not understood
 */
public record IoPriority(IoPriorityClass ioClass, Integer priority, Map<String, JsonNode> unknown) implements JsonWritable {

    public static IoPriority read(JsonObject in) {
        return new IoPriority(in.requiredWord("class", IoPriorityClass.values()), in.int32("priority"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.word("class", ioClass).number("priority", priority).unknown(unknown);
    }
}
