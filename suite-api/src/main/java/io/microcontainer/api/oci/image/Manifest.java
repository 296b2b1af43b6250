package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.json.Sorted;
import java.util.List;
import java.util.Map;

/**
 * One image or artifact: its configuration and layers; image-spec manifest.md, and Docker's schema 2 of the same shape.
 *
 * @param mediaType    of the manifest itself; null in old OCI manifests
 * @param artifactType of an artifact, or null
 * @param config       the configuration
 * @param layers       from the lowest up
 * @param subject      the manifest that this one is about, or null
 * @param annotations  by key
 * @param unknown      fields that were read and not understood
 */
public record Manifest(String mediaType, String artifactType, Descriptor config, List<Descriptor> layers, Descriptor subject,
                       Map<String, String> annotations, Map<String, JsonNode> unknown) implements JsonWritable {

    /** The only value of {@code schemaVersion}. */
    public static final int SCHEMA_VERSION = 2;

    public Manifest {
        layers = List.copyOf(layers);
        annotations = Sorted.map(annotations);
    }

    /** An OCI image manifest. */
    public static Manifest of(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        return new Manifest(MediaType.OCI_MANIFEST, null, config, layers, null, annotations, Map.of());
    }

    /** Reads a manifest; refuses Docker's schema 1, an index and a media type of another kind. */
    public static Manifest read(JsonObject in) {
        Schema.check(in);
        if (in.has("manifests") && !in.has("config")) {
            throw in.error("manifests", "found an image index, expected an image manifest");
        }
        String mediaType = in.string("mediaType");
        if (mediaType != null && !MediaType.isManifest(mediaType)) {
            throw in.error("mediaType", "found " + Quoted.of(mediaType) + ", expected " + MediaType.OCI_MANIFEST + " or " + MediaType.DOCKER_MANIFEST);
        }
        Manifest read = new Manifest(mediaType, in.parsed("artifactType", MediaType::checked), in.requiredObject("config", Descriptor::read),
                in.require("layers", "a list").objects("layers", Descriptor::read), in.object("subject", Descriptor::read),
                in.stringMap("annotations"), Schema.unknown(in));
        if (MediaType.OCI_EMPTY.equals(read.config.mediaType()) && read.artifactType == null) {
            throw in.error("artifactType", "the field is missing, expected the artifact's type, because config is of the empty type");
        }
        return read;
    }

    @Override
    public void write(JsonFields out) {
        out.number("schemaVersion", SCHEMA_VERSION).string("mediaType", mediaType).string("artifactType", artifactType).object("config", config)
                .allObjects("layers", layers).object("subject", subject).stringMap("annotations", annotations).unknown(unknown);
    }
}
