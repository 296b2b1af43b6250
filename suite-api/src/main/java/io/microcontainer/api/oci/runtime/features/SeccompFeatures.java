package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Filters that a runtime can load.
 *
 * @param enabled        whether it can load any; null means unknown
 * @param actions        names of actions
 * @param operators      names of operators
 * @param archs          names of architectures
 * @param knownFlags     flags that it knows
 * @param supportedFlags flags that the kernel and library support too
 * @param unknown        fields that were read and not understood
 */
public record SeccompFeatures(Boolean enabled, List<String> actions, List<String> operators, List<String> archs, List<String> knownFlags,
                              List<String> supportedFlags, Map<String, JsonNode> unknown) implements JsonWritable {

    public SeccompFeatures {
        actions = List.copyOf(actions);
        operators = List.copyOf(operators);
        archs = List.copyOf(archs);
        knownFlags = List.copyOf(knownFlags);
        supportedFlags = List.copyOf(supportedFlags);
    }

    public static SeccompFeatures read(JsonObject in) {
        return new SeccompFeatures(in.bool("enabled"), in.strings("actions"), in.strings("operators"), in.strings("archs"),
                in.strings("knownFlags"), in.strings("supportedFlags"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.bool("enabled", enabled).strings("actions", actions).strings("operators", operators).strings("archs", archs)
                .strings("knownFlags", knownFlags).strings("supportedFlags", supportedFlags).unknown(unknown);
    }
}
