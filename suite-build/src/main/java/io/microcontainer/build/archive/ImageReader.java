package io.microcontainer.build.archive;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.DigestAlgorithm;
import io.microcontainer.api.digest.VerifyingInputStream;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.layout.BlobStore;
import io.microcontainer.api.oci.layout.ImageResolver;
import io.microcontainer.api.oci.layout.LayoutStore;
import io.microcontainer.api.oci.layout.ResolvedImage;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.cache.TreeRecord;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.gzip.GzipWriter;
import io.microcontainer.build.parallel.ParallelWork;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads images from OCI archives, Docker archives and OCI layout directories into a store, and their layers into a tree. */
public final class ImageReader {

    private static final TreePath INDEX = TreePath.of("/index.json");
    private static final String LATEST = "latest";

    private static final int BLOBS_AT_ONCE = 4;

    private final ContentStore store;
    private final ArchiveLimits limits;
    private final Optional<Platform> preferred;

    public ImageReader(ContentStore store, ArchiveLimits limits) {
        this(store, limits, Optional.empty());
    }

    private ImageReader(ContentStore store, ArchiveLimits limits, Optional<Platform> preferred) {
        this.store = store;
        this.limits = limits;
        this.preferred = preferred;
    }

    /** A reader that takes the image for a platform where none is demanded and there are images for several. */
    public ImageReader preferring(Platform platform) {
        return new ImageReader(store, limits, Optional.of(platform));
    }

    /**
     * Reads an image's configuration and blobs.
     *
     * @param platform which image, if there are several
     * @throws BuildException if there is no such image or it cannot be read
     */
    public SourceImage read(Location location, Optional<Platform> platform) {
        try {
            Optional<Layout> layout = layout(location);
            if (layout.isPresent()) {
                return read(layout.get(), location.toString(), location.tag(), platform);
            }
            return dockerImage(new DockerArchive(archive(location.path()), location.path().toString()).find(location.tag()), location);
        } catch (IOException e) {
            throw new BuildException("cannot read the image " + location + ": " + e.getMessage(), e);
        }
    }

    /**
     * An index with the blobs that it leads to: an OCI archive, a layout directory, or a repository of a registry.
     *
     * @param index its images
     * @param blobs what they are made of
     */
    public record Layout(Index index, BlobStore blobs) {
    }

    /**
     * The index and blobs of an OCI archive or layout; empty if it is Docker's kind of archive.
     *
     * @throws BuildException if it is neither or cannot be read
     */
    public Optional<Layout> layout(Location location) {
        try {
            if (Files.isDirectory(location.path())) {
                LayoutStore layout = LayoutStore.open(location.path());
                return Optional.of(new Layout(layout.index(), layout));
            }
            FileTree archive = archive(location.path());
            if (archive.get(INDEX).orElse(null) instanceof Entry.RegularFile index) {
                try (InputStream in = index.content().open()) {
                    Index read = JsonDocument.parse(in.readAllBytes(), location.path() + ": index.json").object(Index::read);
                    return Optional.of(new Layout(read, new TreeBlobs(archive, location.path().toString())));
                }
            }
            if (archive.get(DockerArchive.MANIFEST).isPresent() || archive.get(DockerArchive.REPOSITORIES).isPresent()) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new BuildException("cannot read the image " + location + ": " + e.getMessage(), e);
        }
        throw new BuildException(location.path() + " is no image: it has neither index.json (OCI) nor manifest.json or repositories (Docker)");
    }

    /**
     * Reads an image's configuration and blobs out of a layout.
     *
     * @param name where it is, for messages
     * @param tag  which image, if there are several
     */
    public SourceImage read(Layout layout, String name, Optional<String> tag, Optional<Platform> platform) {
        try {
            return resolve(layout.blobs(), layout.index(), name, tag.orElse(null), platform);
        } catch (IOException e) {
            throw new BuildException("cannot read the image " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * The file system of an image: its layers put upon one another.
     *
     * @throws BuildException if a layer cannot be read or is not what the configuration says
     */
    public FileTree tree(SourceImage image) {
        String key = image.layers().stream().map(layer -> layer.diffId().toString()).collect(Collectors.joining(" ", "layers ", ""));
        var records = new TreeRecord(store);
        return records.recall(key).orElseGet(() -> {
            var tree = new FileTree();
            var applier = new LayerApplier(tree, store, limits);
            image.layers().forEach(layer -> apply(layer, applier, image.name()));
            records.remember(key, tree);
            return tree;
        });
    }

    /**
     * Applies one layer of an image to a tree, and tells of each member.
     *
     * @param applier made for the tree
     */
    public static void apply(SourceImage.SourceLayer layer, LayerApplier applier, String name) {
        try (InputStream blob = new BufferedInputStream(layer.blob().open());
                VerifyingInputStream tar = new VerifyingInputStream(decompress(blob), name + ": layer " + layer.descriptor().digest(),
                        layer.diffId(), -1)) {
            applier.apply(tar, new Origin.Layer(layer.descriptor().digest().toString()));
            tar.drain();
        } catch (IOException e) {
            throw new BuildException(name + ": layer " + layer.descriptor().digest() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The members of an archive as a tree; the archive is read again only if it has changed. */
    private FileTree archive(Path file) throws IOException {
        String key;
        try (InputStream in = Files.newInputStream(file)) {
            key = "archive " + Digest.sha256(in);
        }
        var records = new TreeRecord(store);
        Optional<FileTree> known = records.recall(key);
        if (known.isPresent()) {
            return known.get();
        }
        var tree = new FileTree();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            new LayerApplier(tree, store, limits).apply(decompress(in), new Origin.Archive(file.toString()));
        }
        records.remember(key, tree);
        return tree;
    }

    /**
     * The platforms that a layout has images for.
     *
     * @param name where it is, for messages
     * @param tag  which image, if there are several
     */
    public List<Platform> platforms(Layout layout, String name, Optional<String> tag) {
        try {
            return new ImageResolver(layout.blobs(), name).platforms(layout.index(), tagOf(layout.index(), tag.orElse(null)));
        } catch (IOException e) {
            throw new BuildException("cannot read the image " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * The manifest or image index that a tag stands for.
     *
     * @param tag which, if there are several
     * @return empty if there are none or several
     */
    public static Optional<Descriptor> root(Index index, Optional<String> tag) {
        String name = tagOf(index, tag.orElse(null));
        List<Descriptor> fitting = index.manifests().stream().filter(ImageResolver::isImage)
                .filter(each -> name == null || each.refName().filter(ref -> ref.equals(name) || ref.endsWith(":" + name)).isPresent()).toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }

    /** {@code latest} where no tag is given and there are several. */
    private static String tagOf(Index index, String tag) {
        boolean several = index.manifests().stream().filter(ImageResolver::isImage).count() > 1;
        return tag == null && several && index.manifests().stream().anyMatch(each -> each.refName().filter(LATEST::equals).isPresent()) ? LATEST : tag;
    }

    private SourceImage resolve(BlobStore blobs, Index index, String name, String tag, Optional<Platform> platform) throws IOException {
        ResolvedImage image = new ImageResolver(blobs, name).resolve(index, tagOf(index, tag), platform.orElse(null), preferred.orElse(null));
        List<Content> contents = keep(blobs, image.manifest().layers());
        List<SourceImage.SourceLayer> layers = new ArrayList<>();
        for (Descriptor layer : image.manifest().layers()) {
            Digest diffId = image.config().rootfs().diffIds().get(layers.size());
            MediaType.Compression compression = MediaType.compression(layer.mediaType());
            if (compression == null) {
                throw new BuildException(name + ": layer " + layer.digest() + " has the type " + layer.mediaType()
                        + ", which is no file system layer");
            }
            String type = switch (compression) {
                case NONE -> MediaType.OCI_LAYER;
                case GZIP -> MediaType.OCI_LAYER_GZIP;
                case ZSTD -> MediaType.OCI_LAYER_ZSTD;
            };
            layers.add(new SourceImage.SourceLayer(Descriptor.of(type, layer.digest(), layer.size()), diffId, contents.get(layers.size())));
        }
        return new SourceImage(name, Optional.of(image.descriptor()), image.config(), layers);
    }

    /** Has blobs in the store, several fetched at a time. */
    public List<Content> keep(BlobStore blobs, List<Descriptor> descriptors) {
        return ParallelWork.run(descriptors, each -> {
            try {
                return blob(blobs, each);
            } catch (IOException e) {
                throw new BuildException("cannot read the blob " + each.digest() + ": " + e.getMessage(), e);
            }
        }, BLOBS_AT_ONCE);
    }

    /** What the store has under a digest was digested when it was put there; only else it is read and verified now. */
    private Content blob(BlobStore blobs, Descriptor descriptor) throws IOException {
        boolean sha256 = descriptor.digest().algorithm().equals(DigestAlgorithm.SHA256.id());
        Optional<Content> known = sha256 ? store.find(descriptor.digest().encoded(), descriptor.size()) : Optional.empty();
        if (known.isPresent()) {
            return known.get();
        }
        try (InputStream in = blobs.open(descriptor)) {
            return store.put(in, descriptor.size());
        }
    }

    private SourceImage dockerImage(DockerArchive.Found found, Location location) throws IOException {
        List<SourceImage.SourceLayer> layers = new ArrayList<>();
        for (Content file : found.layers()) {
            Digest diffId = found.config().rootfs().diffIds().get(layers.size());
            boolean gzip;
            try (InputStream in = file.open()) {
                gzip = Compression.detect(in.readNBytes(Compression.MAGIC)) == Compression.GZIP;
            }
            Content blob = gzip ? file : compressed(file);
            Descriptor descriptor = Descriptor.of(MediaType.OCI_LAYER_GZIP, Digest.parse("sha256:" + blob.sha256()), blob.size());
            layers.add(new SourceImage.SourceLayer(descriptor, diffId, blob));
        }
        return new SourceImage(location.toString(), Optional.empty(), found.config(), layers);
    }

    /** Docker saves layers uncompressed; as a part of an image they are kept compressed. */
    private Content compressed(Content file) throws IOException {
        return store.put(out -> {
            try (InputStream in = new BufferedInputStream(file.open()); InputStream tar = decompress(in); var gzip = new GzipWriter(out)) {
                tar.transferTo(gzip);
            }
        });
    }

    /** Undoes whatever compression the first bytes tell of: media types are often wrong about it. */
    private static InputStream decompress(InputStream in) throws IOException {
        in.mark(Compression.MAGIC);
        byte[] magic = in.readNBytes(Compression.MAGIC);
        in.reset();
        return Compression.detect(magic).open(in);
    }
}
