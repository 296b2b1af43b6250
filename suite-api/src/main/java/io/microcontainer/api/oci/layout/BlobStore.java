package io.microcontainer.api.oci.layout;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.DigestMismatch;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.oci.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/** Content by its digest. What comes out is verified on the way, so a store need not be trusted. */
public interface BlobStore {

    /** Whether the blob is there; its content is not looked at. */
    boolean has(Digest digest) throws IOException;

    /**
     * Opens a blob. The stream fails with {@link DigestMismatch} at the latest at its end if the content is not what the
     * digest names; the caller closes it.
     *
     * @param size how many bytes the blob must have, or -1 if unknown
     * @throws LayoutException if there is no such blob
     */
    InputStream open(Digest digest, long size) throws IOException;

    /**
     * Stores a blob under its SHA-256 digest. The stream is read to its end and not closed.
     *
     * @return the descriptor of what was stored
     */
    Descriptor put(String mediaType, InputStream content) throws IOException;

    /**
     * Stores a blob that must be what its descriptor says. The stream is read to its end and not closed; if it fails or
     * is something else, nothing is stored.
     *
     * @throws DigestMismatch if the content is not what the descriptor names
     */
    void put(Descriptor expected, InputStream content) throws IOException;

    /** Opens the blob of a descriptor; see {@link #open(Digest, long)}. */
    default InputStream open(Descriptor descriptor) throws IOException {
        return open(descriptor.digest(), descriptor.size());
    }

    /**
     * Reads a small blob whole, such as a manifest.
     *
     * @throws LayoutException if it is larger than {@link JsonLimits#DEFAULT} allows
     */
    default byte[] read(Descriptor descriptor) throws IOException {
        int max = JsonLimits.DEFAULT.maxBytes();
        if (descriptor.size() > max) {
            throw new LayoutException("blob " + descriptor.digest() + ": its descriptor gives " + descriptor.size() + " bytes for a document, at most "
                    + max + " are read");
        }
        byte[] embedded = descriptor.embedded().orElse(null);
        if (embedded != null) {
            return embedded;
        }
        try (InputStream in = open(descriptor)) {
            return in.readAllBytes();
        }
    }
}
