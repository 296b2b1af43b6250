package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * What mounts can do beyond mount(8).
 *
 * @param idmap   idmapped mounts, or null
 * @param unknown fields that were read and not understood
 */
public record MountExtensions(EnabledFeature idmap, Map<String, JsonNode> unknown) implements JsonWritable {

    public static MountExtensions read(JsonObject in) {
        return new MountExtensions(in.object("idmap", EnabledFeature::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.object("idmap", idmap).unknown(unknown);
    }
}
