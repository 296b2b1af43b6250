package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Intel Resource Director Technology; runtime-spec config-linux.md, "IntelRdt".
 *
 * @param closId           class of service, or null for the container's id
 * @param schemata         lines of the schemata file, written last
 * @param l3CacheSchema    line for the L3 cache, or null
 * @param memBwSchema      line for memory bandwidth, or null
 * @param enableMonitoring whether the container gets a monitoring group
 * @param unknown          fields that were read and not understood
 */
public record IntelRdt(String closId, List<String> schemata, String l3CacheSchema, String memBwSchema, boolean enableMonitoring,
                       Map<String, JsonNode> unknown) implements JsonWritable {

    public IntelRdt {
        schemata = List.copyOf(schemata);
    }

    public static IntelRdt read(JsonObject in) {
        return new IntelRdt(in.text("closID"), in.strings("schemata"), in.text("l3CacheSchema"), in.text("memBwSchema"),
                in.flag("enableMonitoring"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("closID", closId).strings("schemata", schemata).string("l3CacheSchema", l3CacheSchema)
                .string("memBwSchema", memBwSchema).flag("enableMonitoring", enableMonitoring).unknown(unknown);
    }
}
