package io.microcontainer.build.archive;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.build.tree.Content;
import java.util.List;
import java.util.Optional;

/**
 * An image that was read: its configuration and its layers, the lowest first, whose blobs were checked against their
 * digests.
 *
 * @param name   where it came from, for messages
 * @param manifest descriptor of its manifest; empty for Docker's archives, which have none
 * @param config its configuration
 * @param layers its layers
 */
public record SourceImage(String name, Optional<Descriptor> manifest, ImageConfig config, List<SourceLayer> layers) {

    public SourceImage {
        layers = List.copyOf(layers);
    }

    /**
     * A layer.
     *
     * @param descriptor of the blob, with an OCI media type
     * @param diffId     digest that the uncompressed layer must have
     * @param blob       the blob
     */
    public record SourceLayer(Descriptor descriptor, Digest diffId, Content blob) {
    }
}
