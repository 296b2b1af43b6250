package io.microcontainer.build.layer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.tree.Content;

/**
 * A layer of an image.
 *
 * @param descriptor of the blob as stored
 * @param diffId     digest of the uncompressed tar
 * @param blob       the blob
 */
public record Layer(Descriptor descriptor, Digest diffId, Content blob) {
}
