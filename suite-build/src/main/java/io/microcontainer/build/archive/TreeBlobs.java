package io.microcontainer.build.archive;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.VerifyingInputStream;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.layout.BlobStore;
import io.microcontainer.api.oci.layout.LayoutException;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The blobs of an image layout that was read from an archive; nothing can be put. */
final class TreeBlobs implements BlobStore {

    private final FileTree tree;
    private final String name;

    TreeBlobs(FileTree tree, String name) {
        this.tree = tree;
        this.name = name;
    }

    Optional<Content> content(Digest digest) {
        return tree.get(TreePath.of("/blobs/" + digest.algorithm() + "/" + digest.encoded()))
                .filter(Entry.RegularFile.class::isInstance).map(entry -> ((Entry.RegularFile) entry).content());
    }

    @Override
    public boolean has(Digest digest) {
        return content(digest).isPresent();
    }

    @Override
    public InputStream open(Digest digest, long size) throws IOException {
        Content content = content(digest).orElseThrow(() ->
                new LayoutException(name + ": the blob " + digest + " is missing; the archive is incomplete"));
        return new VerifyingInputStream(content.open(), name + ": blob " + digest, digest, size);
    }

    @Override
    public Descriptor put(String mediaType, InputStream content) {
        throw new UnsupportedOperationException("an archive is read only");
    }

    @Override
    public void put(Descriptor expected, InputStream content) {
        throw new UnsupportedOperationException("an archive is read only");
    }
}
