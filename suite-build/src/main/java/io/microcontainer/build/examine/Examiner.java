package io.microcontainer.build.examine;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.VerifyingInputStream;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.layout.BlobStore;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ArchiveLimits;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.bom.CycloneDx;
import io.microcontainer.build.bom.Reasons;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ImageArchive;
import io.microcontainer.build.image.ImageBuilder;
import io.microcontainer.build.registry.Manifests;
import io.microcontainer.build.registry.RegistryClient;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteBlobs;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.spec.SpecReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Opens images to look at them, with what archives and registries keep beside them. */
public final class Examiner {

    private static final int MAX_DOCUMENT = 1 << 29;

    private final ContentStore store;
    private final ImageReader images;
    private final RegistryOptions options;

    /**
     * @param cache     directory that keeps blobs between commands
     * @param preferred which image is taken where none is named and there are images for several platforms
     */
    public Examiner(Path cache, RegistryOptions options, Platform preferred) {
        this.store = ContentStore.open(cache);
        this.images = new ImageReader(store, ArchiveLimits.DEFAULT).preferring(preferred);
        this.options = options;
    }

    /**
     * What an image's name stands for.
     *
     * @param text      the name; of a registry's image with its digest, so that whoever opens it sees the same, also if a tag moves
     * @param root      descriptor of the manifest or of the index; empty for Docker's archives, and where several images of an archive have the tag
     * @param platforms that there are images for
     */
    public record Choice(String text, Optional<Descriptor> root, List<Platform> platforms) {

        public Choice {
            platforms = List.copyOf(platforms);
        }
    }

    /**
     * Looks what there is under a name, without reading layers.
     *
     * @param text {@code path[:tag]} or the URL of a registry
     * @param base what a path is relative to
     */
    public Choice choice(String text, Path base) {
        if (RemoteImage.isUrl(text)) {
            RemoteImage remote = RemoteImage.parse(text);
            try (var client = new RegistryClient(remote, options)) {
                Descriptor root = new Manifests(client).get(remote.selector()).descriptor();
                var layout = new ImageReader.Layout(Index.of(List.of(root)), new RemoteBlobs(client, TransferListener.SILENT));
                return new Choice(RemoteImage.pinned(text, root.digest()), Optional.of(root), images.platforms(layout, remote.toString(), Optional.empty()));
            }
        }
        Location location = Location.parse(text, base);
        Optional<ImageReader.Layout> layout = images.layout(location);
        if (layout.isEmpty()) {
            return new Choice(text, Optional.empty(), List.of(images.read(location, Optional.empty()).config().platform()));
        }
        return new Choice(text, ImageReader.root(layout.get().index(), location.tag()), images.platforms(layout.get(), location.toString(), location.tag()));
    }

    /**
     * Opens an image.
     *
     * @param text     {@code path[:tag]} or the URL of a registry
     * @param base     what a path is relative to
     * @param platform which image, if there are several
     */
    public Examined open(String text, Path base, Optional<Platform> platform) {
        try {
            return RemoteImage.isUrl(text) ? remote(RemoteImage.parse(text), platform) : local(Location.parse(text, base), platform);
        } catch (IOException e) {
            throw new BuildException("cannot read the image " + text.replaceFirst("//[^/]*@", "//") + ": " + e.getMessage(), e);
        }
    }

    private Examined local(Location location, Optional<Platform> platform) throws IOException {
        Optional<ImageReader.Layout> layout = images.layout(location);
        if (layout.isEmpty()) {
            SourceImage image = images.read(location, platform);
            return new Examined(image.name(), Optional.empty(), Scan.of(image, store), Optional.empty(), Optional.empty(), List.of());
        }
        SourceImage image = images.read(layout.get(), location.toString(), location.tag(), platform);
        var kept = new TreeMap<>(layout.get().index().annotations());
        BlobStore blobs = layout.get().blobs();
        Optional<SmithSpec> spec = named(blobs, about(kept, ImageBuilder.SPEC_TYPE, image)).map(bytes -> SpecReader.parse(new String(bytes, StandardCharsets.UTF_8),
                "the specification in " + location));
        List<String> packages = named(blobs, about(kept, ImageBuilder.PACKAGES_TYPE, image)).map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
        Optional<byte[]> referrers = named(blobs, kept.get(ImageBuilder.REFERRERS));
        Optional<Reasons> reasons = referrers.isEmpty() ? Optional.empty()
                : reasons(blobs, JsonDocument.parse(referrers.get(), "referrers").object(Index::read).manifests(), image);
        return new Examined(image.name(), image.manifest(), Scan.of(image, store), spec, reasons, packages);
    }

    private Examined remote(RemoteImage remote, Optional<Platform> platform) throws IOException {
        try (var client = new RegistryClient(remote, options)) {
            var manifests = new Manifests(client);
            var blobs = new RemoteBlobs(client, TransferListener.SILENT);
            Descriptor root = manifests.get(remote.selector()).descriptor();
            SourceImage image = images.read(new ImageReader.Layout(Index.of(List.of(root)), blobs), remote.toString(), Optional.empty(), platform);
            Digest digest = image.manifest().orElseThrow().digest();
            Optional<Reasons> reasons = reasons(blobs, manifests.referrers(digest), image);
            List<String> packages = reasons.map(each -> List.copyOf(each.packages().keySet())).orElse(List.of());
            return new Examined(remote.toString(), image.manifest(), Scan.of(image, store), Optional.empty(), reasons, packages);
        }
    }

    private static String about(Map<String, String> kept, String type, SourceImage image) {
        return kept.getOrDefault(ImageArchive.key(type, image.config().platform()), kept.get(type));
    }

    private static Optional<byte[]> named(BlobStore blobs, String digest) throws IOException {
        if (digest == null) {
            return Optional.empty();
        }
        try (InputStream in = blobs.open(Digest.parse(digest), -1)) {
            return Optional.of(bounded(in, digest));
        } catch (IllegalArgumentException e) {
            throw new BuildException("an annotation of the index is no digest: " + e.getMessage(), e);
        }
    }

    /** The bill of materials of just this image. */
    private static Optional<Reasons> reasons(BlobStore blobs, List<Descriptor> referrers, SourceImage image) throws IOException {
        for (Descriptor each : referrers) {
            if (CycloneDx.TYPE.equals(each.artifactType()) && MediaType.isManifest(each.mediaType())) {
                Manifest manifest = JsonDocument.parse(blobs.read(each), "referrer " + each.digest()).object(Manifest::read);
                boolean ours = manifest.subject() != null && image.manifest().map(of -> of.digest().equals(manifest.subject().digest())).orElse(false);
                if (ours && !manifest.layers().isEmpty()) {
                    Descriptor bom = manifest.layers().getFirst();
                    try (InputStream in = blobs.open(bom)) {
                        return Optional.of(Reasons.read(bounded(in, bom.digest().toString()), "the bill of materials " + bom.digest()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static byte[] bounded(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_DOCUMENT);
        if (bytes.length == MAX_DOCUMENT) {
            throw new BuildException("the document " + name + " is larger than any such");
        }
        // The digest is only compared at the end.
        if (in instanceof VerifyingInputStream verified) {
            verified.drain();
        }
        return bytes;
    }
}
