package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The offset of a clock in a time namespace; runtime-spec config-linux.md, "Offset for Time Namespace".
 *
 * @param secs     seconds
 * @param nanosecs nanoseconds added to them
 * @param unknown  fields that were read and not understood
 */
public record TimeOffset(long secs, long nanosecs, Map<String, JsonNode> unknown) implements JsonWritable {

    public static TimeOffset read(JsonObject in) {
        return new TimeOffset(in.int64("secs", 0), in.uint32("nanosecs", 0), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("secs", secs).number("nanosecs", nanosecs).unknown(unknown);
    }
}
