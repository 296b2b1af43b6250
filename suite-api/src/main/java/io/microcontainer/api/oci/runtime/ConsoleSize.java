package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The size of a terminal in characters; runtime-spec config.md, {@code consoleSize}.
 *
 * @param height  rows
 * @param width   columns
 * @param unknown fields that were read and not understood
 */
public record ConsoleSize(long height, long width, Map<String, JsonNode> unknown) implements JsonWritable {

    public static ConsoleSize read(JsonObject in) {
        return new ConsoleSize(in.requiredUint32("height"), in.requiredUint32("width"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("height", height).number("width", width).unknown(unknown);
    }
}
