package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * The CPUs of a process that is executed in a container, as lists such as {@code 0-3,7}; runtime-spec config.md, {@code
 * execCPUAffinity}.
 *
 * @param initial   before it moves to the cgroup, or null
 * @param finalList after it moved, or null
 * @param unknown   fields that were read and not understood
 */
public record ExecCpuAffinity(String initial, String finalList, Map<String, JsonNode> unknown) implements JsonWritable {

    public static ExecCpuAffinity read(JsonObject in) {
        return new ExecCpuAffinity(in.text("initial"), in.text("final"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("initial", initial).string("final", finalList).unknown(unknown);
    }
}
