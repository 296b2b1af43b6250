package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a container of an image is run unless its user says otherwise; image-spec config.md, {@code config}.
 *
 * @param user         {@code user[:group]} by name or number, or null
 * @param exposedPorts {@code port[/tcp|/udp]}
 * @param env          {@code NAME=value}
 * @param entrypoint   arguments before the command's
 * @param cmd          default arguments
 * @param volumes      directories whose data belong to the container
 * @param workingDir   or null
 * @param labels       by key
 * @param stopSignal   such as {@code SIGTERM}, or null
 * @param argsEscaped  Windows only, deprecated; null if absent
 * @param unknown      fields that were read and not understood
 */
public record ContainerConfig(String user, Set<String> exposedPorts, List<String> env, List<String> entrypoint, List<String> cmd,
                              Set<String> volumes, String workingDir, Map<String, String> labels, String stopSignal, Boolean argsEscaped,
                              Map<String, JsonNode> unknown) implements JsonWritable {

    /** A configuration that says nothing. */
    public static final ContainerConfig EMPTY = new ContainerConfig(null, Set.of(), List.of(), List.of(), List.of(), Set.of(), null, Map.of(),
            null, null, Map.of());

    public ContainerConfig {
        exposedPorts = Sorted.set(exposedPorts);
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        volumes = Sorted.set(volumes);
        labels = Sorted.map(labels);
    }

    public static ContainerConfig read(JsonObject in) {
        return new ContainerConfig(in.string("User"), in.keys("ExposedPorts"), in.strings("Env"), in.strings("Entrypoint"), in.strings("Cmd"),
                in.keys("Volumes"), in.string("WorkingDir"), in.stringMap("Labels"), in.string("StopSignal"), in.bool("ArgsEscaped"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("User", user).keys("ExposedPorts", exposedPorts).strings("Env", env).strings("Entrypoint", entrypoint).strings("Cmd", cmd)
                .keys("Volumes", volumes).string("WorkingDir", workingDir).stringMap("Labels", labels).string("StopSignal", stopSignal)
                .bool("ArgsEscaped", argsEscaped).unknown(unknown);
    }
}
