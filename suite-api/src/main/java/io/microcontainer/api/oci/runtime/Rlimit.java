package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A resource limit; runtime-spec config.md, {@code rlimits}, and getrlimit(2).
 *
 * @param type    the resource
 * @param soft    64 unsigned bits; all ones means infinite
 * @param hard    64 unsigned bits; all ones means infinite
 * @param unknown fields that were read and not understood
 */
public record Rlimit(RlimitType type, long soft, long hard, Map<String, JsonNode> unknown) implements JsonWritable {

    public static Rlimit read(JsonObject in) {
        return new Rlimit(in.requiredWord("type", RlimitType.values()), in.requiredUint64("soft"), in.requiredUint64("hard"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.word("type", type).unsigned("soft", soft).unsigned("hard", hard).unknown(unknown);
    }
}
