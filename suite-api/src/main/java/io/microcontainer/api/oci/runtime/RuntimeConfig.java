package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a container, config.json; runtime-spec config.md. The sections of other platforms are among the
 * unknown fields.
 *
 * @param ociVersion  version of the runtime specification that the bundle follows
 * @param process     what is run, or null if the container is only created
 * @param root        the root file system, or null
 * @param hostname    seen in the container, or null
 * @param domainname  NIS domain name seen in the container, or null
 * @param mounts      in the order of mounting
 * @param hooks       or null
 * @param annotations by key
 * @param linux       or null
 * @param unknown     fields that were read and not understood
 */
public record RuntimeConfig(String ociVersion, ContainerProcess process, Root root, String hostname, String domainname, List<Mount> mounts,
                            Hooks hooks, Map<String, String> annotations, LinuxConfig linux,
                            Map<String, JsonNode> unknown) implements JsonWritable {

    /** The name of the file in a bundle. */
    public static final String FILE = "config.json";

    public RuntimeConfig {
        mounts = List.copyOf(mounts);
        annotations = Sorted.map(annotations);
    }

    public static RuntimeConfig read(JsonObject in) {
        return new RuntimeConfig(in.requiredString("ociVersion"), in.object("process", ContainerProcess::read),
                in.object("root", Root::read), in.text("hostname"), in.text("domainname"), in.objects("mounts", Mount::read),
                in.object("hooks", Hooks::read), in.stringMap("annotations"), in.object("linux", LinuxConfig::read), in.unknown());
    }

    /** The section of Linux, empty if there is none. */
    public LinuxConfig linuxOrEmpty() {
        return linux == null ? LinuxConfig.EMPTY : linux;
    }

    public RuntimeConfig withProcess(ContainerProcess newProcess) {
        return new RuntimeConfig(ociVersion, newProcess, root, hostname, domainname, mounts, hooks, annotations, linux, unknown);
    }

    public RuntimeConfig withRoot(Root newRoot) {
        return new RuntimeConfig(ociVersion, process, newRoot, hostname, domainname, mounts, hooks, annotations, linux, unknown);
    }

    public RuntimeConfig withMounts(List<Mount> newMounts) {
        return new RuntimeConfig(ociVersion, process, root, hostname, domainname, newMounts, hooks, annotations, linux, unknown);
    }

    public RuntimeConfig withAnnotations(Map<String, String> newAnnotations) {
        return new RuntimeConfig(ociVersion, process, root, hostname, domainname, mounts, hooks, newAnnotations, linux, unknown);
    }

    public RuntimeConfig withLinux(LinuxConfig newLinux) {
        return new RuntimeConfig(ociVersion, process, root, hostname, domainname, mounts, hooks, annotations, newLinux, unknown);
    }

    @Override
    public void write(JsonFields out) {
        out.string("ociVersion", ociVersion).object("process", process).object("root", root).string("hostname", hostname)
                .string("domainname", domainname).objects("mounts", mounts).object("hooks", hooks).stringMap("annotations", annotations)
                .object("linux", linux).unknown(unknown);
    }
}
