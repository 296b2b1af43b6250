package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A device node; runtime-spec config-linux.md, "Devices".
 *
 * @param path     in the container
 * @param type     the kind
 * @param major    0 for a FIFO
 * @param minor    0 for a FIFO
 * @param fileMode mode bits, or null for 0666
 * @param uid      owner in the container, or null for 0
 * @param gid      group in the container, or null for 0
 * @param unknown  fields that were read and not understood
 */
public record Device(String path, DeviceType type, long major, long minor, Long fileMode, Long uid, Long gid,
                     Map<String, JsonNode> unknown) implements JsonWritable {

    public static Device read(JsonObject in) {
        return new Device(in.requiredString("path"), in.requiredWord("type", DeviceType.values()), in.int64("major", 0),
                in.int64("minor", 0), in.uint32("fileMode"), in.uint32("uid"), in.uint32("gid"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("path", path).word("type", type).number("major", major).number("minor", minor).number("fileMode", fileMode)
                .number("uid", uid).number("gid", gid).unknown(unknown);
    }
}
