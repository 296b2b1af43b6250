package io.microcontainer.build.transfer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.tree.Content;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The same image with the media types of Docker's image manifest version 2, schema 2, for registries that take no others. Its manifest has
 * another digest, so what refers to the first is left out.
 */
final class DockerTypes {

    private final ImageSet from;
    private final SortedMap<Digest, Content> blobs;

    private DockerTypes(ImageSet from) {
        this.from = from;
        this.blobs = new TreeMap<>(from.blobs());
    }

    static ImageSet convert(ImageSet image) {
        var types = new DockerTypes(image);
        return new ImageSet(types.convert(image.root()), List.of(), types.blobs);
    }

    private Descriptor convert(Descriptor document) {
        Descriptor out;
        if (MediaType.isIndex(document.mediaType())) {
            Index index = from.index(document);
            out = ImageSet.add(blobs, MediaType.DOCKER_MANIFEST_LIST, new Index(MediaType.DOCKER_MANIFEST_LIST, null,
                    index.manifests().stream().map(this::convert).toList(), null, Map.of(), Map.of()));
        } else {
            Manifest manifest = from.manifest(document);
            out = ImageSet.add(blobs, MediaType.DOCKER_MANIFEST, new Manifest(MediaType.DOCKER_MANIFEST, null,
                    typed(manifest.config(), MediaType.DOCKER_CONFIG), manifest.layers().stream().map(DockerTypes::layer).toList(), null, Map.of(),
                    Map.of()));
        }
        return out.withPlatform(document.platform());
    }

    private static Descriptor layer(Descriptor layer) {
        MediaType.Compression compression = MediaType.compression(layer.mediaType());
        return compression == null ? layer : typed(layer, switch (compression) {
            case NONE -> MediaType.DOCKER_LAYER;
            case GZIP -> MediaType.DOCKER_LAYER_GZIP;
            case ZSTD -> MediaType.DOCKER_LAYER_ZSTD;
        });
    }

    private static Descriptor typed(Descriptor from, String type) {
        return new Descriptor(type, from.digest(), from.size(), from.urls(), Map.of(), null, null, null, Map.of());
    }
}
