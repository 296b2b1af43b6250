package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import java.util.List;
import java.util.Map;

/**
 * What a runtime can do; runtime-spec features.md.
 *
 * @param ociVersionMin                      oldest version of the specification, or null
 * @param ociVersionMax                      newest version of the specification, or null
 * @param hooks                              names of hooks
 * @param mountOptions                       options of mounts, without those of file systems
 * @param linux                              or null
 * @param annotations                        by key
 * @param potentiallyUnsafeConfigAnnotations keys of annotations in config.json that can be unsafe; a last dot marks a
 *                                           prefix
 * @param unknown                            fields that were read and not understood
 */
public record Features(String ociVersionMin, String ociVersionMax, List<String> hooks, List<String> mountOptions, LinuxFeatures linux,
                       Map<String, String> annotations, List<String> potentiallyUnsafeConfigAnnotations,
                       Map<String, JsonNode> unknown) implements JsonWritable {

    public Features {
        hooks = List.copyOf(hooks);
        mountOptions = List.copyOf(mountOptions);
        annotations = Sorted.map(annotations);
        potentiallyUnsafeConfigAnnotations = List.copyOf(potentiallyUnsafeConfigAnnotations);
    }

    public static Features read(JsonObject in) {
        return new Features(in.text("ociVersionMin"), in.text("ociVersionMax"), in.strings("hooks"), in.strings("mountOptions"),
                in.object("linux", LinuxFeatures::read), in.stringMap("annotations"), in.strings("potentiallyUnsafeConfigAnnotations"),
                in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.string("ociVersionMin", ociVersionMin).string("ociVersionMax", ociVersionMax).strings("hooks", hooks)
                .strings("mountOptions", mountOptions).object("linux", linux).stringMap("annotations", annotations)
                .strings("potentiallyUnsafeConfigAnnotations", potentiallyUnsafeConfigAnnotations).unknown(unknown);
    }
}
