package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * What a seccomp agent is sent together with descriptors; runtime-spec config-linux.md, "The Container Process State".
 *
 * @param ociVersion version of the runtime specification
 * @param fds        names of the descriptors that are sent along
 * @param pid        of the process as the runtime sees it
 * @param metadata   of the configuration, or null
 * @param state      of the container
 * @param unknown    fields that were read and not understood
 */
public record ContainerProcessState(String ociVersion, List<String> fds, int pid, String metadata, ContainerState state,
                                    Map<String, JsonNode> unknown) implements JsonWritable {

    public ContainerProcessState {
        fds = List.copyOf(fds);
    }

    public static ContainerProcessState read(JsonObject in) {
        return new ContainerProcessState(in.requiredString("ociVersion"), in.strings("fds"), in.requiredInt32("pid"), in.text("metadata"),
                in.requiredObject("state", ContainerState::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("ociVersion", ociVersion).strings("fds", fds).number("pid", pid).string("metadata", metadata).object("state", state)
                .unknown(unknown);
    }
}
