package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * NUMA memory policy; runtime-spec config-linux.md, "Memory policy", and set_mempolicy(2).
 *
 * @param mode    the policy
 * @param nodes   list such as {@code 0-1,3}, or null
 * @param flags   of the mode
 * @param unknown fields that were read and not understood
 */
public record MemoryPolicy(MemoryPolicyMode mode, String nodes, List<MemoryPolicyFlag> flags,
                           Map<String, JsonNode> unknown) implements JsonWritable {

    public MemoryPolicy {
        flags = List.copyOf(flags);
    }

    public static MemoryPolicy read(JsonObject in) {
        return new MemoryPolicy(in.requiredWord("mode", MemoryPolicyMode.values()), in.text("nodes"),
                in.words("flags", MemoryPolicyFlag.values()), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.word("mode", mode).string("nodes", nodes).words("flags", flags).unknown(unknown);
    }
}
