package io.microcontainer.api.oci.layout;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds one image in an index by tag and platform. */
public final class ImageResolver {

    /** Indexes may lie in indexes, but nobody nests them deeper; a loop is impossible, a long chain is an attack. */
    private static final int MAX_DEPTH = 8;
    private static final int MAX_LISTED = 10;

    private final BlobStore blobs;
    private final String where;

    /**
     * @param blobs where manifests and configurations are
     * @param where the store's name for messages
     */
    public ImageResolver(BlobStore blobs, String where) {
        this.blobs = blobs;
        this.where = where;
    }

    /**
     * Finds an image.
     *
     * @param index    where to look
     * @param tag      the image's {@code org.opencontainers.image.ref.name}, or null if there is only one image
     * @param platform what the image must run on, or null for any if there is only one
     * @throws LayoutException if no image fits, or several do
     */
    public ResolvedImage resolve(Index index, String tag, Platform platform) throws IOException {
        return resolve(index, tag, platform, null);
    }

    /**
     * Finds an image.
     *
     * @param preferred which is taken where no platform is demanded and there are images for several, or null
     */
    public ResolvedImage resolve(Index index, String tag, Platform platform, Platform preferred) throws IOException {
        List<Descriptor> named = named(index, tag);
        List<ResolvedImage> found = new ArrayList<>();
        List<String> platforms = new ArrayList<>();
        for (Descriptor one : named) {
            collect(one, platform, 0, found, platforms);
        }
        if (found.isEmpty()) {
            throw new LayoutException(where + ": no image " + (tag == null ? "" : "with the tag " + Quoted.of(tag) + " ")
                    + (platform == null ? "is runnable" : "is for " + platform) + choice("; platforms there: ", platforms));
        }
        boolean tagsDiffer = tag == null && named.size() > 1;
        if (found.size() > 1 && !tagsDiffer && platform == null && preferred != null) {
            Optional<ResolvedImage> fitting = found.stream().filter(each -> each.config().platform().satisfies(preferred)).findFirst();
            if (fitting.isPresent()) {
                return fitting.get();
            }
        }
        if (found.size() > 1 && (tagsDiffer || platform == null)) {
            throw new LayoutException(where + ": several images fit, name one" + (platform == null ? choice(" by platform: ", platforms) : "")
                    + choice(" by tag: ", tags(index)));
        }
        return found.getFirst();
    }

    /**
     * The platforms that there are images for under a tag, in the order of preference; none for artifacts, whose platform says that it
     * is unknown.
     *
     * @param tag as for {@link #resolve(Index, String, Platform)}
     */
    public List<Platform> platforms(Index index, String tag) throws IOException {
        List<ResolvedImage> found = new ArrayList<>();
        for (Descriptor one : named(index, tag)) {
            collect(one, null, 0, found, new ArrayList<>());
        }
        return found.stream().map(each -> each.config().platform()).filter(each -> !each.os().equals("unknown")).distinct().toList();
    }

    private List<Descriptor> named(Index index, String tag) {
        List<Descriptor> named = tag == null ? images(index) : tagged(index, tag);
        if (named.isEmpty()) {
            throw new LayoutException(where + ": " + (tag == null ? "there is no image in it" : "there is no image with the tag " + Quoted.of(tag))
                    + choice("; tags there: ", tags(index)));
        }
        return named;
    }

    /** Every image that a descriptor leads to, through indexes, that is for the platform, in the order of preference. */
    private void collect(Descriptor at, Platform platform, int depth, List<ResolvedImage> found, List<String> platforms) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new LayoutException(where + ": indexes lie more than " + MAX_DEPTH + " levels deep");
        }
        if (platform != null && at.platform() != null && !at.platform().satisfies(platform)) {
            note(platforms, at.platform());
        } else if (MediaType.isIndex(at.mediaType())) {
            for (Descriptor one : images(index(at))) {
                collect(one, platform, depth + 1, found, platforms);
            }
        } else {
            Manifest manifest = manifest(at);
            Optional<ImageConfig> config = config(manifest);
            if (config.isPresent()) {
                Platform of = config.get().platform();
                note(platforms, of);
                if (platform == null || of.satisfies(platform)) {
                    found.add(new ResolvedImage(at, manifest, config.get()));
                }
            }
        }
    }

    /** Reads the index of a descriptor. */
    public Index index(Descriptor descriptor) throws IOException {
        return document(descriptor).object(Index::read);
    }

    /** Reads the manifest of a descriptor. */
    public Manifest manifest(Descriptor descriptor) throws IOException {
        return document(descriptor).object(Manifest::read);
    }

    /** Reads the configuration of a manifest; empty if it is an artifact and no image. */
    public Optional<ImageConfig> config(Manifest manifest) throws IOException {
        if (!MediaType.isConfig(manifest.config().mediaType())) {
            return Optional.empty();
        }
        ImageConfig config = document(manifest.config()).object(ImageConfig::read);
        int layers = manifest.layers().size();
        if (config.rootfs().diffIds().size() != layers) {
            throw new LayoutException(where + ": the manifest has " + layers + " layers, but its configuration " + manifest.config().digest() + " has "
                    + config.rootfs().diffIds().size() + " rootfs.diff_ids");
        }
        return Optional.of(config);
    }

    private JsonDocument document(Descriptor descriptor) throws IOException {
        return JsonDocument.parse(blobs.read(descriptor), where + ": blob " + descriptor.digest());
    }

    /** Whether an entry of an index is an image: no signature or attestation, which cosign and copies of tags put beside images. */
    public static boolean isImage(Descriptor entry) {
        return (MediaType.isManifest(entry.mediaType()) || MediaType.isIndex(entry.mediaType()))
                && !entry.annotations().getOrDefault("kind", "").matches("dev\\.cosignproject\\.cosign/(sigs|atts)")
                && entry.refName().filter(name -> name.matches("(.*:)?sha256-[0-9a-f]{64}(\\.(sig|att|sbom))?")).isEmpty();
    }

    private static List<Descriptor> images(Index index) {
        return index.manifests().stream().filter(ImageResolver::isImage).toList();
    }

    /** By the exact name; else by the tag at the end of a full image name, which some tools write instead. */
    private static List<Descriptor> tagged(Index index, String tag) {
        List<Descriptor> exact = images(index).stream().filter(one -> one.refName().filter(tag::equals).isPresent()).toList();
        return !exact.isEmpty() ? exact : images(index).stream().filter(one -> one.refName().filter(name -> name.endsWith(':' + tag)).isPresent()).toList();
    }

    private static List<String> tags(Index index) {
        return images(index).stream().flatMap(one -> one.refName().stream()).distinct().toList();
    }

    private static void note(List<String> platforms, Platform platform) {
        if (!platforms.contains(platform.toString())) {
            platforms.add(platform.toString());
        }
    }

    private static String choice(String intro, List<String> names) {
        return names.isEmpty() ? "" : names.stream().limit(MAX_LISTED).map(Quoted::bare)
                .collect(Collectors.joining(", ", intro, names.size() > MAX_LISTED ? " and " + (names.size() - MAX_LISTED) + " more" : ""));
    }
}
