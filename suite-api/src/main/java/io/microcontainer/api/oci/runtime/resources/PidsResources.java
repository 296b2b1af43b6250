package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * Number of tasks; runtime-spec config-linux.md, "PIDs".
 *
 * @param limit   0 or less means unlimited; null to leave it
 * @param unknown fields that were read and not understood
 */
public record PidsResources(Long limit, Map<String, JsonNode> unknown) implements JsonWritable {

    public static PidsResources read(JsonObject in) {
        return new PidsResources(in.int64("limit"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("limit", limit).unknown(unknown);
    }
}
