package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A network interface that is moved into the container; runtime-spec config-linux.md, "Network Devices".
 *
 * @param name    in the container, or null to keep it
 * @param unknown fields that were read and not understood
 */
public record NetDevice(String name, Map<String, JsonNode> unknown) implements JsonWritable {

    public static NetDevice read(JsonObject in) {
        return new NetDevice(in.text("name"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("name", name).unknown(unknown);
    }
}
