package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Programs that run at points of the life of a container; runtime-spec config.md, "POSIX-platform Hooks".
 *
 * @param prestart        deprecated; as createRuntime, before it
 * @param createRuntime   in the runtime's namespaces before pivot_root
 * @param createContainer in the container's namespaces before pivot_root
 * @param startContainer  in the container before its program
 * @param poststart       in the runtime's namespaces after the program has started
 * @param poststop        in the runtime's namespaces after the container is deleted
 * @param unknown         fields that were read and not understood
 */
public record Hooks(List<Hook> prestart, List<Hook> createRuntime, List<Hook> createContainer, List<Hook> startContainer,
                    List<Hook> poststart, List<Hook> poststop, Map<String, JsonNode> unknown) implements JsonWritable {

    /** No hook at all. */
    public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());

    public Hooks {
        prestart = List.copyOf(prestart);
        createRuntime = List.copyOf(createRuntime);
        createContainer = List.copyOf(createContainer);
        startContainer = List.copyOf(startContainer);
        poststart = List.copyOf(poststart);
        poststop = List.copyOf(poststop);
    }

    public static Hooks read(JsonObject in) {
        return new Hooks(in.objects("prestart", Hook::read), in.objects("createRuntime", Hook::read),
                in.objects("createContainer", Hook::read), in.objects("startContainer", Hook::read), in.objects("poststart", Hook::read),
                in.objects("poststop", Hook::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.objects("prestart", prestart).objects("createRuntime", createRuntime).objects("createContainer", createContainer)
                .objects("startContainer", startContainer).objects("poststart", poststart).objects("poststop", poststop).unknown(unknown);
    }
}
