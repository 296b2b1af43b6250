package io.microcontainer.build.image;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.Annotations;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.tree.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Documents about an image as OCI artifacts that refer to it: image-spec manifest.md, "Guidelines for Artifact Usage". An archive
 * names their index in an annotation, see {@link ImageBuilder#REFERRERS}; a registry lists them itself.
 */
public final class Attachments {

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

    private Attachments() {
    }

    /**
     * A document.
     *
     * @param type    media type of the document and of the artifact
     * @param content its bytes
     */
    public record Document(String type, Content content) {
    }

    /** The image with documents about it. */
    public static BuiltImage attach(BuiltImage image, String created, List<Document> documents) {
        if (documents.isEmpty()) {
            return image;
        }
        SortedMap<Digest, Content> blobs = new TreeMap<>(image.blobs());
        List<Descriptor> referrers = new ArrayList<>();
        for (Document each : documents) {
            referrers.add(artifact(blobs, each, image.descriptor(), created));
        }
        Descriptor index = put(blobs, MediaType.OCI_INDEX, JsonText.compact(Index.of(referrers)));
        Map<String, String> annotations = new TreeMap<>(image.index().annotations());
        annotations.put(ImageBuilder.REFERRERS, index.digest().toString());
        Index all = image.index();
        return new BuiltImage(image.descriptor(), image.manifest(), image.config(),
                new Index(all.mediaType(), all.artifactType(), all.manifests(), all.subject(), annotations, all.unknown()), blobs);
    }

    private static Descriptor artifact(SortedMap<Digest, Content> blobs, Document document, Descriptor subject, String created) {
        Digest digest = Digest.parse("sha256:" + document.content().sha256());
        blobs.put(digest, document.content());
        Descriptor layer = Descriptor.of(document.type(), digest, document.content().size());
        Descriptor plain = Descriptor.of(subject.mediaType(), subject.digest(), subject.size());
        var manifest = new Manifest(MediaType.OCI_MANIFEST, document.type(), put(blobs, MediaType.OCI_EMPTY, EMPTY), List.of(layer), plain,
                Map.of(Annotations.CREATED, created), Map.of());
        return put(blobs, MediaType.OCI_MANIFEST, JsonText.compact(manifest)).withArtifactType(document.type());
    }

    private static Descriptor put(SortedMap<Digest, Content> blobs, String type, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(type, bytes);
        blobs.put(descriptor.digest(), Content.of(bytes));
        return descriptor;
    }
}
