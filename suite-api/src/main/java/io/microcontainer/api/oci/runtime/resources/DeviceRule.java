package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * What a container may do with devices; runtime-spec config-linux.md, "Allowed Device list".
 *
 * @param allow   whether the rule allows or denies
 * @param type    kind of device, or null for all
 * @param major   or null for all
 * @param minor   or null for all
 * @param access  of r, w and m (mknod), or null for all
 * @param unknown fields that were read and not understood
 */
public record DeviceRule(boolean allow, DeviceRuleType type, Long major, Long minor, String access,
                         Map<String, JsonNode> unknown) implements JsonWritable {

    public static DeviceRule read(JsonObject in) {
        return new DeviceRule(in.flag("allow"), in.word("type", DeviceRuleType.values()), in.int64("major"), in.int64("minor"),
                in.text("access"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.bool("allow", allow).word("type", type).number("major", major).number("minor", minor).string("access", access)
                .unknown(unknown);
    }
}
