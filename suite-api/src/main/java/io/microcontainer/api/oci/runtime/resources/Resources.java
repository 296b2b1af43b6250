package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import java.util.List;
import java.util.Map;

/**
 * Limits of a container's cgroup; runtime-spec config-linux.md, "Control groups". Also the document that {@code update}
 * is given.
 *
 * @param devices        in the order of applying
 * @param memory         or null
 * @param cpu            or null
 * @param pids           or null
 * @param blockIo        or null
 * @param hugepageLimits by page size
 * @param network        or null
 * @param rdma           by device
 * @param unified        files of cgroup v2 and what is written to them
 * @param unknown        fields that were read and not understood
 */
public record Resources(List<DeviceRule> devices, MemoryResources memory, CpuResources cpu, PidsResources pids, BlockIoResources blockIo,
                        List<HugepageLimit> hugepageLimits, NetworkResources network, Map<String, RdmaLimit> rdma,
                        Map<String, String> unified, Map<String, JsonNode> unknown) implements JsonWritable {

    /** No limit at all. */
    public static final Resources NONE = new Resources(List.of(), null, null, null, null, List.of(), null, Map.of(), Map.of(), Map.of());

    public Resources {
        devices = List.copyOf(devices);
        hugepageLimits = List.copyOf(hugepageLimits);
        rdma = Sorted.map(rdma);
        unified = Sorted.map(unified);
    }

    public static Resources read(JsonObject in) {
        return new Resources(in.objects("devices", DeviceRule::read), in.object("memory", MemoryResources::read),
                in.object("cpu", CpuResources::read), in.object("pids", PidsResources::read), in.object("blockIO", BlockIoResources::read),
                in.objects("hugepageLimits", HugepageLimit::read), in.object("network", NetworkResources::read),
                in.objectMap("rdma", RdmaLimit::read), in.stringMap("unified"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.objects("devices", devices).object("memory", memory).object("cpu", cpu).object("pids", pids).object("blockIO", blockIo)
                .objects("hugepageLimits", hugepageLimits).object("network", network).objectMap("rdma", rdma)
                .stringMap("unified", unified).unknown(unknown);
    }
}
