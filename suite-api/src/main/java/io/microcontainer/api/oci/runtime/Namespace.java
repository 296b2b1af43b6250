package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A namespace that is made, or joined by its path; runtime-spec config-linux.md, "Namespaces".
 *
 * @param type    the kind
 * @param path    absolute path of a namespace to join, or null to make one
 * @param unknown fields that were read and not understood
 */
public record Namespace(NamespaceType type, String path, Map<String, JsonNode> unknown) implements JsonWritable {

    public static Namespace read(JsonObject in) {
        return new Namespace(in.requiredWord("type", NamespaceType.values()), in.text("path"), in.unknown());
    }

    /** A new namespace. */
    public static Namespace of(NamespaceType type) {
        return new Namespace(type, null, Map.of());
    }

    @Override
    public void write(JsonFields out) {
        out.word("type", type).string("path", path).unknown(unknown);
    }
}
