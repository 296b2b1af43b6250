package io.microcontainer.build.examine;

import io.microcontainer.api.digest.Digest;

/**
 * What one layer has.
 *
 * @param digest       of the blob
 * @param compressed   bytes of the blob
 * @param files        members but directories
 * @param bytes        content of its files
 * @param wasted       bytes of lower layers that it hides: they are shipped and never seen
 */
public record ScannedLayer(Digest digest, long compressed, long files, long bytes, long wasted) {
}
