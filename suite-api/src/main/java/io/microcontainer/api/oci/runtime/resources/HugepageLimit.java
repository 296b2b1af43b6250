package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A limit of huge pages; runtime-spec config-linux.md, "Huge page limits".
 *
 * @param pageSize such as {@code 2MB}
 * @param limit    bytes
 * @param unknown  fields that were read and not understood
 */
public record HugepageLimit(String pageSize, long limit, Map<String, JsonNode> unknown) implements JsonWritable {

    public static HugepageLimit read(JsonObject in) {
        return new HugepageLimit(in.requiredString("pageSize"), in.requiredUint64("limit"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("pageSize", pageSize).unsigned("limit", limit).unknown(unknown);
    }
}
