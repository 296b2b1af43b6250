package io.microcontainer.build.layer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tar.TarWriter;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the layer of a tree: a compressed tar of everything in the order of its paths, every owner 0:0, every time the
 * same. The same tree gives the same bytes, and a tree whose layer is in the store is not packed again.
 */
public final class LayerWriter {

    private static final String KIND = "layer-1";

    private final ContentStore store;
    private final long modificationTime;
    private final LayerCompression compression;

    /**
     * @param store            keeps layers
     * @param modificationTime of all files, seconds since 1970
     */
    public LayerWriter(ContentStore store, long modificationTime, LayerCompression compression) {
        this.store = store;
        this.modificationTime = modificationTime;
        this.compression = compression;
    }

    /**
     * Makes the layer, or finds it.
     *
     * @throws BuildException if the content of a file cannot be read or is not what it was
     */
    public Layer write(FileTree tree) {
        LayerListing listing = LayerListing.of(tree);
        String key = listing.key(modificationTime, compression);
        return known(key).orElseGet(() -> pack(listing, key));
    }

    private Optional<Layer> known(String key) {
        return store.record(KIND, key).flatMap(record -> {
            String[] fields = new String(record, StandardCharsets.US_ASCII).split(" ");
            return store.find(fields[1], Long.parseLong(fields[2])).map(blob -> layer(Digest.parse(fields[0]), blob));
        });
    }

    private Layer pack(LayerListing listing, String key) {
        MessageDigest diff = Content.newSha256();
        Content blob;
        try {
            blob = store.put(out -> {
                try (var tar = new TarWriter(new DigestOutputStream(compression.open(out), diff), modificationTime)) {
                    writeEntries(listing, tar);
                }
            });
        } catch (IOException e) {
            throw new BuildException("cannot pack the layer: " + e.getMessage(), e);
        }
        Layer layer = layer(Digest.parse("sha256:" + HexFormat.of().formatHex(diff.digest())), blob);
        store.remember(KIND, key, (layer.diffId() + " " + blob.sha256() + " " + blob.size()).getBytes(StandardCharsets.US_ASCII));
        return layer;
    }

    private Layer layer(Digest diffId, Content blob) {
        Digest digest = Digest.parse("sha256:" + blob.sha256());
        return new Layer(Descriptor.of(compression.mediaType(), digest, blob.size()), diffId, blob);
    }

    private void writeEntries(LayerListing listing, TarWriter tar) throws IOException {
        byte[] buffer = new byte[128 << 10];
        for (Map.Entry<TreePath, Entry> each : listing.entries().entrySet()) {
            String name = each.getKey().relative();
            TreePath link = listing.links().get(each.getKey());
            switch (each.getValue()) {
                case Entry.Directory directory -> tar.directory(name, directory.mode());
                case Entry.Symlink symlink -> tar.symlink(name, symlink.target());
                case Entry.RegularFile file when link != null -> tar.hardLink(name, file.mode(), link.relative());
                case Entry.RegularFile file -> {
                    tar.file(name, file.mode(), file.content().size());
                    copy(each.getKey(), file, tar, buffer);
                }
            }
        }
    }

    /** Copies a file and checks that the cache still has what was put into it. */
    private void copy(TreePath path, Entry.RegularFile file, TarWriter tar, byte[] buffer) throws IOException {
        MessageDigest digest = Content.newSha256();
        long size = 0;
        try (InputStream in = file.content().open()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                digest.update(buffer, 0, length);
                size += length;
                if (size > file.content().size()) {
                    break;
                }
                tar.content(buffer, 0, length);
            }
        }
        if (size != file.content().size() || !HexFormat.of().formatHex(digest.digest()).equals(file.content().sha256())) {
            store.forget(file.content().sha256());
            throw new BuildException("the content of " + ByteText.printable(path.toString()) + " of " + file.origin()
                    + " was damaged in the cache " + store.directory() + " and has been removed from it; build again");
        }
    }
}
