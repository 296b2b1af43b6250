package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * How one layer came to be; image-spec config.md, {@code history}.
 *
 * @param created    time of RFC 3339, or null
 * @param createdBy  the command, or null
 * @param author     or null
 * @param comment    or null
 * @param emptyLayer whether the step made no layer
 * @param unknown    fields that were read and not understood
 */
public record History(String created, String createdBy, String author, String comment, boolean emptyLayer,
                      Map<String, JsonNode> unknown) implements JsonWritable {

    /** A step that made a layer. */
    public static History of(String created, String createdBy, String comment) {
        return new History(created, createdBy, null, comment, false, Map.of());
    }

    public static History read(JsonObject in) {
        return new History(in.parsed("created", Rfc3339::checked), in.string("created_by"), in.string("author"), in.string("comment"),
                in.flag("empty_layer"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("created", created).string("created_by", createdBy).string("author", author).string("comment", comment)
                .flag("empty_layer", emptyLayer).unknown(unknown);
    }
}
