package io.microcontainer.api.oci.layout;

import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Manifest;

/**
 * One image for one platform.
 *
 * @param descriptor of the manifest
 * @param manifest   the manifest
 * @param config     the configuration, with as many diff_ids as the manifest has layers
 */
public record ResolvedImage(Descriptor descriptor, Manifest manifest, ImageConfig config) {
}
