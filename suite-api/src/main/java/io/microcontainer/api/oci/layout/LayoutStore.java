package io.microcontainer.api.oci.layout;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.DigestAlgorithm;
import io.microcontainer.api.digest.DigestingOutputStream;
import io.microcontainer.api.digest.VerifyingInputStream;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.image.Annotations;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageLayout;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An image layout directory: {@code oci-layout}, {@code index.json} and {@code blobs/ALGORITHM/DIGEST}; image-spec
 * image-layout.md. Files appear whole, by rename. Symbolic links in the layout are not followed, since it may come from a
 * stranger. Blobs may be put by many at once; the index is for one writer at a time.
 */
public final class LayoutStore implements BlobStore {

    private static final String INDEX = "index.json";
    private static final String BLOBS = "blobs";

    private final Path root;

    private LayoutStore(Path root) {
        this.root = root;
    }

    /**
     * Opens a layout that exists.
     *
     * @throws LayoutException if the directory is no layout
     */
    public static LayoutStore open(Path root) throws IOException {
        LayoutStore store = new LayoutStore(root);
        if (!store.isFile(root.resolve(ImageLayout.FILE))) {
            throw new LayoutException(root + ": the directory is no image layout, the file " + ImageLayout.FILE + " is missing");
        }
        store.document(ImageLayout.FILE).object(ImageLayout::read);
        return store;
    }

    /**
     * Makes an empty layout, with the directory and its parents if needed.
     *
     * @throws LayoutException if the directory holds anything
     */
    public static LayoutStore create(Path root) throws IOException {
        Files.createDirectories(root);
        try (var entries = Files.newDirectoryStream(root)) {
            if (entries.iterator().hasNext()) {
                throw new LayoutException(root + ": the directory is not empty, an image layout is made only in an empty or new one");
            }
        }
        LayoutStore store = new LayoutStore(root);
        store.blobDirectory(DigestAlgorithm.SHA256.id(), true);
        store.writeIndex(Index.of(List.of()));
        // Last, because it is what makes the directory a layout.
        store.replace(ImageLayout.FILE, ImageLayout.CURRENT);
        return store;
    }

    /** Opens a layout, or makes an empty one if the directory is empty or missing. */
    public static LayoutStore openOrCreate(Path root) throws IOException {
        return Files.exists(root.resolve(ImageLayout.FILE), LinkOption.NOFOLLOW_LINKS) ? open(root) : create(root);
    }

    /** The layout's directory. */
    public Path root() {
        return root;
    }

    /** Reads {@code index.json}. */
    public Index index() throws IOException {
        if (!isFile(root.resolve(INDEX))) {
            throw new LayoutException(root + ": the file " + INDEX + " is missing");
        }
        return document(INDEX).object(Index::read);
    }

    /** Replaces {@code index.json}. */
    public void writeIndex(Index index) throws IOException {
        replace(INDEX, index);
    }

    /**
     * Gives a manifest or index a tag in {@code index.json}; who had the tag loses its entry.
     *
     * @param tag {@code org.opencontainers.image.ref.name} of the new entry
     */
    public void tag(String tag, Descriptor descriptor) throws IOException {
        Map<String, String> annotations = new HashMap<>(descriptor.annotations());
        annotations.put(Annotations.REF_NAME, tag);
        Predicate<Descriptor> same = one -> one.refName().filter(tag::equals).isPresent();
        Index index = index();
        List<Descriptor> entries = new ArrayList<>(index.manifests());
        entries.removeIf(same);
        entries.add(descriptor.withAnnotations(annotations));
        writeIndex(index.withManifests(entries));
    }

    /** Finds an image by tag and platform, either of which may be null; see {@link ImageResolver#resolve}. */
    public ResolvedImage resolve(String tag, Platform platform) throws IOException {
        return new ImageResolver(this, root.toString()).resolve(index(), tag, platform);
    }

    @Override
    public boolean has(Digest digest) throws IOException {
        Path directory = blobDirectory(digest.algorithm(), false);
        return directory != null && isFile(directory.resolve(digest.encoded()));
    }

    @Override
    public InputStream open(Digest digest, long size) throws IOException {
        if (!has(digest)) {
            throw new LayoutException(root + ": the blob " + digest + " is missing; the layout is incomplete");
        }
        InputStream in = Files.newInputStream(blob(digest), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            return new VerifyingInputStream(in, root + ": blob " + digest, digest, size);
        } catch (RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public Descriptor put(String mediaType, InputStream content) throws IOException {
        Path directory = blobDirectory(DigestAlgorithm.SHA256.id(), true);
        Path temporary = Files.createTempFile(directory, ".put-", "");
        try {
            Descriptor stored;
            try (DigestingOutputStream out = new DigestingOutputStream(Files.newOutputStream(temporary), DigestAlgorithm.SHA256)) {
                content.transferTo(out);
                stored = Descriptor.of(mediaType, out.digest(), out.size());
            }
            publish(temporary, blob(stored.digest()));
            return stored;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Stores content in memory; see {@link #put(String, InputStream)}. */
    public Descriptor put(String mediaType, byte[] content) throws IOException {
        return put(mediaType, new ByteArrayInputStream(content));
    }

    @Override
    public void put(Descriptor expected, InputStream content) throws IOException {
        Digest digest = expected.digest();
        Path directory = blobDirectory(digest.verifiable().id(), true);
        Path temporary = Files.createTempFile(directory, ".put-", "");
        try {
            // Not closed: the content stays the caller's.
            VerifyingInputStream verified = new VerifyingInputStream(content, "blob " + digest, digest, expected.size());
            try (OutputStream out = Files.newOutputStream(temporary)) {
                verified.transferTo(out);
            }
            publish(temporary, blob(digest));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Path blob(Digest digest) {
        return root.resolve(BLOBS).resolve(digest.algorithm()).resolve(digest.encoded());
    }

    /** The directory of an algorithm's blobs, which must be a real one; null if missing and not to be made. */
    private Path blobDirectory(String algorithm, boolean make) throws IOException {
        Path directory = root;
        for (String name : List.of(BLOBS, algorithm)) {
            directory = directory.resolve(name);
            if (make) {
                try {
                    Files.createDirectory(directory);
                } catch (FileAlreadyExistsException e) {
                    // What stands there is looked at below.
                }
            }
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new LayoutException(directory + ": found something that is not a directory; symbolic links in an image layout are not followed");
            }
        }
        return directory;
    }

    /** Opening a FIFO would wait for ever, and a link may lead anywhere. */
    private boolean isFile(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new LayoutException(file + ": found something that is not a regular file; symbolic links in an image layout are not followed");
        }
        return true;
    }

    private JsonDocument document(String name) throws IOException {
        try (InputStream in = Files.newInputStream(root.resolve(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return JsonDocument.read(in, root.resolve(name).toString(), JsonLimits.DEFAULT);
        }
    }

    private void replace(String name, JsonWritable value) throws IOException {
        Path temporary = Files.createTempFile(root, ".put-", "");
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                out.write(JsonText.compact(value));
            }
            publish(temporary, root.resolve(name));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void publish(Path temporary, Path target) throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
