package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * A mount in the container; runtime-spec config.md, "Mounts".
 *
 * @param destination where in the container
 * @param type        of the file system, or null; for bind mounts of no meaning
 * @param source      device, path or name, or null; relative to the bundle
 * @param options     of mount(8), and for the file system
 * @param uidMappings of an idmapped mount
 * @param gidMappings of an idmapped mount
 * @param unknown     fields that were read and not understood
 */
public record Mount(String destination, String type, String source, List<String> options, List<IdMapping> uidMappings,
                    List<IdMapping> gidMappings, Map<String, JsonNode> unknown) implements JsonWritable {

    public Mount {
        options = List.copyOf(options);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
    }

    public static Mount read(JsonObject in) {
        return new Mount(in.requiredString("destination"), in.text("type"), in.text("source"), in.strings("options"),
                in.objects("uidMappings", IdMapping::read), in.objects("gidMappings", IdMapping::read), in.unknown());
    }

    /** A mount without id mappings. */
    public static Mount of(String destination, String type, String source, List<String> options) {
        return new Mount(destination, type, source, options, List.of(), List.of(), Map.of());
    }

    @Override
    public void write(JsonFields out) {
        out.string("destination", destination).string("type", type).string("source", source).strings("options", options)
                .objects("uidMappings", uidMappings).objects("gidMappings", gidMappings).unknown(unknown);
    }
}
