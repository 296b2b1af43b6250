package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The weight of a block device.
 *
 * @param major      device number
 * @param minor      device number
 * @param weight     10 to 1000, or null
 * @param leafWeight 10 to 1000, or null
 * @param unknown    fields that were read and not understood
 */
public record BlockIoWeight(long major, long minor, Integer weight, Integer leafWeight,
                            Map<String, JsonNode> unknown) implements JsonWritable {

    public static BlockIoWeight read(JsonObject in) {
        return new BlockIoWeight(in.requiredInt64("major"), in.requiredInt64("minor"), in.uint16("weight"), in.uint16("leafWeight"),
                in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("major", major).number("minor", minor).number("weight", weight).number("leafWeight", leafWeight).unknown(unknown);
    }
}
