package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Whom a process runs as; runtime-spec config.md, "POSIX-platform User".
 *
 * @param uid            in the container
 * @param gid            in the container
 * @param umask          or null to leave it
 * @param additionalGids supplementary groups in the container
 * @param username       of Windows, or null
 * @param unknown        fields that were read and not understood
 */
public record User(long uid, long gid, Long umask, List<Long> additionalGids, String username,
                   Map<String, JsonNode> unknown) implements JsonWritable {

    /** User and group 0 with no supplementary group. */
    public static final User ROOT = new User(0, 0, null, List.of(), null, Map.of());

    public User {
        additionalGids = List.copyOf(additionalGids);
    }

    public static User read(JsonObject in) {
        return new User(in.uint32("uid", 0), in.uint32("gid", 0), in.uint32("umask"), in.uint32List("additionalGids"), in.text("username"),
                in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("uid", uid).number("gid", gid).number("umask", umask).numbers("additionalGids", additionalGids)
                .string("username", username).unknown(unknown);
    }
}
