package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * Limits of an RDMA device; runtime-spec config-linux.md, "RDMA".
 *
 * @param hcaHandles or null
 * @param hcaObjects or null
 * @param unknown    fields that were read and not understood
 */
public record RdmaLimit(Long hcaHandles, Long hcaObjects, Map<String, JsonNode> unknown) implements JsonWritable {

    public static RdmaLimit read(JsonObject in) {
        return new RdmaLimit(in.uint32("hcaHandles"), in.uint32("hcaObjects"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("hcaHandles", hcaHandles).number("hcaObjects", hcaObjects).unknown(unknown);
    }
}
