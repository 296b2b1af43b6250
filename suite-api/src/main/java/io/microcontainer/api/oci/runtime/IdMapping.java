package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A range of ids of a user namespace; runtime-spec config-linux.md, "User namespace mappings".
 *
 * @param containerId first id in the container
 * @param hostId      first id on the host
 * @param size        how many
 * @param unknown     fields that were read and not understood
 */
public record IdMapping(long containerId, long hostId, long size, Map<String, JsonNode> unknown) implements JsonWritable {

    public static IdMapping read(JsonObject in) {
        return new IdMapping(in.requiredUint32("containerID"), in.requiredUint32("hostID"), in.requiredUint32("size"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("containerID", containerId).number("hostID", hostId).number("size", size).unknown(unknown);
    }
}
