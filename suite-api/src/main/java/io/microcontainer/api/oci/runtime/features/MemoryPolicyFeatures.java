package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * NUMA memory policies.
 *
 * @param modes   names of modes
 * @param flags   names of mode flags
 * @param unknown fields that were read and not understood
 */
public record MemoryPolicyFeatures(List<String> modes, List<String> flags, Map<String, JsonNode> unknown) implements JsonWritable {

    public MemoryPolicyFeatures {
        modes = List.copyOf(modes);
        flags = List.copyOf(flags);
    }

    public static MemoryPolicyFeatures read(JsonObject in) {
        return new MemoryPolicyFeatures(in.strings("modes"), in.strings("flags"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.strings("modes", modes).strings("flags", flags).unknown(unknown);
    }
}
