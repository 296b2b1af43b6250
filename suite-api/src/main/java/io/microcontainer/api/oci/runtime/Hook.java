package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * One program of a hook; it gets the container's state on its standard input.
 *
 * @param path    absolute path of the program
 * @param args    with the name it sees itself called by; empty means only its path
 * @param env     its whole environment
 * @param timeout seconds until it is killed, or null for no limit
 * @param unknown fields that were read and not understood
 */
public record Hook(String path, List<String> args, List<String> env, Integer timeout,
                   Map<String, JsonNode> unknown) implements JsonWritable {

    public Hook {
        args = List.copyOf(args);
        env = List.copyOf(env);
    }

    public static Hook read(JsonObject in) {
        return new Hook(in.requiredString("path"), in.strings("args"), in.strings("env"), in.int32("timeout"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("path", path).strings("args", args).strings("env", env).number("timeout", timeout).unknown(unknown);
    }
}
