package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The root file system; runtime-spec config.md, "Root".
 *
 * @param path     absolute, or relative to the bundle
 * @param readonly whether nobody in the container can write
 * @param unknown  fields that were read and not understood
 */
public record Root(String path, boolean readonly, Map<String, JsonNode> unknown) implements JsonWritable {

    public static Root read(JsonObject in) {
        return new Root(in.requiredString("path"), in.flag("readonly"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("path", path).flag("readonly", readonly).unknown(unknown);
    }
}
