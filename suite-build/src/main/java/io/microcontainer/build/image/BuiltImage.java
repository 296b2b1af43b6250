package io.microcontainer.build.image;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.build.tree.Content;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A finished image.
 *
 * @param descriptor of the manifest
 * @param manifest   the manifest
 * @param config     the configuration
 * @param index      the index of the archive
 * @param blobs      all blobs that the index leads to
 */
public record BuiltImage(Descriptor descriptor, Manifest manifest, ImageConfig config, Index index, SortedMap<Digest, Content> blobs) {

    public BuiltImage {
        blobs = Collections.unmodifiableSortedMap(new TreeMap<>(blobs));
    }
}
