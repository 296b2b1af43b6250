package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A feature that is there or not.
 *
 * @param enabled null means unknown
 * @param unknown fields that were read and not understood
 */
public record EnabledFeature(Boolean enabled, Map<String, JsonNode> unknown) implements JsonWritable {

    public static EnabledFeature read(JsonObject in) {
        return new EnabledFeature(in.bool("enabled"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.bool("enabled", enabled).unknown(unknown);
    }
}
