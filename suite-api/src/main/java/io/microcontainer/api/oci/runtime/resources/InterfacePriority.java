package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The priority of packets of an interface.
 *
 * @param name     of the interface
 * @param priority of its packets
 * @param unknown  fields that were read and not understood
 */
public record InterfacePriority(String name, long priority, Map<String, JsonNode> unknown) implements JsonWritable {

    public static InterfacePriority read(JsonObject in) {
        return new InterfacePriority(in.requiredString("name"), in.requiredUint32("priority"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("name", name).number("priority", priority).unknown(unknown);
    }
}
