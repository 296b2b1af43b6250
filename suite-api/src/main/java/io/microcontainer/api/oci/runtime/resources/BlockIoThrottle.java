package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The most that is read from or written to a block device.
 *
 * @param major   device number
 * @param minor   device number
 * @param rate    per second
 * @param unknown fields that were read and not understood
 */
public record BlockIoThrottle(long major, long minor, long rate, Map<String, JsonNode> unknown) implements JsonWritable {

    public static BlockIoThrottle read(JsonObject in) {
        return new BlockIoThrottle(in.requiredInt64("major"), in.requiredInt64("minor"), in.uint64("rate", 0), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("major", major).number("minor", minor).unsigned("rate", rate).unknown(unknown);
    }
}
