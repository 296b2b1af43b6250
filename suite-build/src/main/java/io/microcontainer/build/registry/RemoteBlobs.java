package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.layout.BlobStore;
import io.microcontainer.api.oci.layout.LayoutException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The blobs and manifests of a repository; nothing can be put. */
public final class RemoteBlobs implements BlobStore {

    private final RegistryClient client;
    private final TransferListener listener;

    public RemoteBlobs(RegistryClient client, TransferListener listener) {
        this.client = client;
        this.listener = listener;
    }

    @Override
    public boolean has(Digest digest) {
        return client.call(new CheckBlob(client.image(), digest));
    }

    /** Manifests are not blobs to a registry. */
    @Override
    public InputStream open(Descriptor descriptor) {
        if (MediaType.isManifest(descriptor.mediaType()) || MediaType.isIndex(descriptor.mediaType())) {
            byte[] bytes = new Manifests(client).get(descriptor.digest().toString()).bytes();
            if (bytes.length != descriptor.size()) {
                throw new LayoutException("manifest " + descriptor.digest() + " of " + client.image() + " has " + bytes.length + " bytes, expected "
                        + descriptor.size());
            }
            return new ByteArrayInputStream(bytes);
        }
        listener.begin(descriptor.digest(), descriptor.size());
        return new BlobDownload(client, listener).open(descriptor);
    }

    @Override
    public InputStream open(Digest digest, long size) {
        throw new UnsupportedOperationException("a registry has to be told what kind of blob is meant");
    }

    @Override
    public Descriptor put(String mediaType, InputStream content) {
        throw new UnsupportedOperationException("blobs are put by uploads");
    }

    @Override
    public void put(Descriptor expected, InputStream content) {
        throw new UnsupportedOperationException("blobs are put by uploads");
    }
}
