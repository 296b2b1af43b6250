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
 * A list of manifests, as a rule one per platform; image-spec image-index.md, and Docker's manifest list of the same shape.
 *
 * @param mediaType    of the index itself; null in old OCI indexes
 * @param artifactType of an artifact, or null
 * @param manifests    in order of preference
 * @param subject      the manifest that this one is about, or null
 * @param annotations  by key
 * @param unknown      fields that were read and not understood
 */
public record Index(String mediaType, String artifactType, List<Descriptor> manifests, Descriptor subject, Map<String, String> annotations,
                    Map<String, JsonNode> unknown) implements JsonWritable {

    public Index {
        manifests = List.copyOf(manifests);
        annotations = Sorted.map(annotations);
    }

    /** An OCI index. */
    public static Index of(List<Descriptor> manifests) {
        return new Index(MediaType.OCI_INDEX, null, manifests, null, Map.of(), Map.of());
    }

    /** Reads an index; refuses a manifest and a media type of another kind. */
    public static Index read(JsonObject in) {
        Schema.check(in);
        String mediaType = in.string("mediaType");
        if (mediaType != null && !MediaType.isIndex(mediaType)) {
            throw in.error("mediaType", "found " + Quoted.of(mediaType) + ", expected " + MediaType.OCI_INDEX + " or " + MediaType.DOCKER_MANIFEST_LIST);
        }
        return new Index(mediaType, in.parsed("artifactType", MediaType::checked),
                in.require("manifests", "a list").objects("manifests", Descriptor::read), in.object("subject", Descriptor::read),
                in.stringMap("annotations"), Schema.unknown(in));
    }

    /** This index with other manifests. */
    public Index withManifests(List<Descriptor> newManifests) {
        return new Index(mediaType, artifactType, newManifests, subject, annotations, unknown);
    }

    @Override
    public void write(JsonFields out) {
        out.number("schemaVersion", Manifest.SCHEMA_VERSION).string("mediaType", mediaType).string("artifactType", artifactType)
                .allObjects("manifests", manifests).object("subject", subject).stringMap("annotations", annotations).unknown(unknown);
    }
}
