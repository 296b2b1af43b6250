package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import java.util.Map;

/**
 * The state of a container that hooks and engines are given; runtime-spec runtime.md, "State".
 *
 * @param ociVersion  version of the runtime specification
 * @param id          of the container
 * @param status      where in its life it is
 * @param pid         of its process as the host sees it, or null when it has none
 * @param bundle      absolute path
 * @param annotations by key
 * @param unknown     fields that were read and not understood
 */
public record ContainerState(String ociVersion, String id, ContainerStatus status, Integer pid, String bundle,
                             Map<String, String> annotations, Map<String, JsonNode> unknown) implements JsonWritable {

    public ContainerState {
        annotations = Sorted.map(annotations);
    }

    public static ContainerState read(JsonObject in) {
        return new ContainerState(in.requiredString("ociVersion"), in.requiredString("id"),
                in.requiredWord("status", ContainerStatus.values()), in.int32("pid"), in.requiredString("bundle"),
                in.stringMap("annotations"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("ociVersion", ociVersion).string("id", id).word("status", status).number("pid", pid).string("bundle", bundle)
                .stringMap("annotations", annotations).unknown(unknown);
    }
}
