package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Quoted;
import java.util.List;
import java.util.Map;

/**
 * The layers of an image by the digests of their uncompressed tars; image-spec config.md, {@code rootfs}.
 *
 * @param diffIds from the lowest layer up
 * @param unknown fields that were read and not understood
 */
public record RootFs(List<Digest> diffIds, Map<String, JsonNode> unknown) implements JsonWritable {

    private static final String TYPE = "layers";

    public RootFs {
        diffIds = List.copyOf(diffIds);
    }

    public static RootFs of(List<Digest> diffIds) {
        return new RootFs(diffIds, Map.of());
    }

    public static RootFs read(JsonObject in) {
        String type = in.requiredString("type");
        if (!type.equals(TYPE)) {
            throw in.error("type", "found " + Quoted.of(type) + ", expected " + TYPE);
        }
        return new RootFs(in.parsedList("diff_ids", Digest::parse), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("type", TYPE).allStrings("diff_ids", diffIds.stream().map(Digest::toString).toList()).unknown(unknown);
    }
}
