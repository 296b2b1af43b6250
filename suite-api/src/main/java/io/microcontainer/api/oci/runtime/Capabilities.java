package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * The five capability sets of a process by names such as {@code CAP_CHOWN}; runtime-spec config.md, {@code
 * capabilities}. Names that the kernel lacks are kept: the specification wants a warning for them, not an error.
 *
 * @param bounding    what exec can grant at most
 * @param effective   what the kernel checks
 * @param inheritable what exec keeps
 * @param permitted   what can become effective
 * @param ambient     what exec of an unprivileged program keeps
 * @param unknown     fields that were read and not understood
 */
public record Capabilities(List<String> bounding, List<String> effective, List<String> inheritable, List<String> permitted,
                           List<String> ambient, Map<String, JsonNode> unknown) implements JsonWritable {

    /** No capability in any set. */
    public static final Capabilities NONE = new Capabilities(List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());

    public Capabilities {
        bounding = List.copyOf(bounding);
        effective = List.copyOf(effective);
        inheritable = List.copyOf(inheritable);
        permitted = List.copyOf(permitted);
        ambient = List.copyOf(ambient);
    }

    public static Capabilities read(JsonObject in) {
        return new Capabilities(in.strings("bounding"), in.strings("effective"), in.strings("inheritable"), in.strings("permitted"),
                in.strings("ambient"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.strings("bounding", bounding).strings("effective", effective).strings("inheritable", inheritable)
                .strings("permitted", permitted).strings("ambient", ambient).unknown(unknown);
    }
}
