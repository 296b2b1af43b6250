package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Quoted;
import java.util.Map;

/**
 * The content of the file {@code oci-layout} that marks an image layout; image-spec image-layout.md.
 *
 * @param version of the layout, {@code 1.0.0}
 * @param unknown fields that were read and not understood
 */
public record ImageLayout(String version, Map<String, JsonNode> unknown) implements JsonWritable {

    /** The marker's file name. */
    public static final String FILE = "oci-layout";

    /** The only version there is. */
    public static final ImageLayout CURRENT = new ImageLayout("1.0.0", Map.of());

    public static ImageLayout read(JsonObject in) {
        String version = in.requiredString("imageLayoutVersion");
        if (!version.startsWith("1.")) {
            throw in.error("imageLayoutVersion", "found " + Quoted.of(version) + ", expected version 1, such as 1.0.0");
        }
        return new ImageLayout(version, in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("imageLayoutVersion", version).unknown(unknown);
    }
}
