package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * Limits of memory in bytes, where -1 means unlimited; runtime-spec config-linux.md, "Memory".
 *
 * @param limit             or null
 * @param reservation       soft limit, or null
 * @param swap              memory and swap together, or null
 * @param kernel            deprecated, or null
 * @param kernelTcp         deprecated, or null
 * @param swappiness        0 to 100, or null
 * @param disableOomKiller  or null
 * @param useHierarchy      or null
 * @param checkBeforeUpdate whether a limit below the usage is refused, or null
 * @param unknown           fields that were read and not understood
 */
public record MemoryResources(Long limit, Long reservation, Long swap, Long kernel, Long kernelTcp, Long swappiness,
                              Boolean disableOomKiller, Boolean useHierarchy, Boolean checkBeforeUpdate,
                              Map<String, JsonNode> unknown) implements JsonWritable {

    public static MemoryResources read(JsonObject in) {
        return new MemoryResources(in.int64("limit"), in.int64("reservation"), in.int64("swap"), in.int64("kernel"), in.int64("kernelTCP"),
                in.uint64("swappiness"), in.bool("disableOOMKiller"), in.bool("useHierarchy"), in.bool("checkBeforeUpdate"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("limit", limit).number("reservation", reservation).number("swap", swap).number("kernel", kernel)
                .number("kernelTCP", kernelTcp).unsigned("swappiness", swappiness).bool("disableOOMKiller", disableOomKiller)
                .bool("useHierarchy", useHierarchy).bool("checkBeforeUpdate", checkBeforeUpdate).unknown(unknown);
    }
}
