package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Classes and priorities of packets; runtime-spec config-linux.md, "Network".
 *
 * @param classId    or null
 * @param priorities per interface
 * @param unknown    fields that were read and not understood
 */
public record NetworkResources(Long classId, List<InterfacePriority> priorities, Map<String, JsonNode> unknown) implements JsonWritable {

    public NetworkResources {
        priorities = List.copyOf(priorities);
    }

    public static NetworkResources read(JsonObject in) {
        return new NetworkResources(in.uint32("classID"), in.objects("priorities", InterfacePriority::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("classID", classId).objects("priorities", priorities).unknown(unknown);
    }
}
