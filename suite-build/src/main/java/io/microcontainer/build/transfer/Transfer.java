package io.microcontainer.build.transfer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.Annotations;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.layout.ImageResolver;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ArchiveLimits;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.bom.CycloneDx;
import io.microcontainer.build.bom.Spdx;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ArchiveWriter;
import io.microcontainer.build.image.ImageBuilder;
import io.microcontainer.build.registry.Manifests;
import io.microcontainer.build.registry.RegistryClient;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteBlobs;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.sign.Signatures;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Moves images between archives and registries. */
public final class Transfer {

    private final ImageReader images;
    private final RegistryOptions options;
    private final TransferListener listener;

    /**
     * @param cache    directory that keeps blobs between commands
     * @param listener hears how blobs travel
     */
    public Transfer(Path cache, RegistryOptions options, TransferListener listener) {
        this.images = new ImageReader(ContentStore.open(cache), ArchiveLimits.DEFAULT);
        this.options = options;
        this.listener = listener;
    }

    /**
     * Uploads an image with what refers to it.
     *
     * @param docker with the media types of Docker's schema 2
     * @param mount  another repository of the registry that may have some of the blobs
     * @return the digest of the manifest or index in the registry
     */
    public Digest upload(Location from, RemoteImage to, boolean docker, Optional<String> mount) {
        ImageSet image = ImageSets.read(images, from);
        ImageSet sent = docker ? DockerTypes.convert(image) : image;
        try (var client = new RegistryClient(to, options)) {
            return new ImagePush(client, options, mount, listener).push(sent);
        }
    }

    /**
     * Downloads an image into an OCI archive.
     *
     * @param platform which image of an index; empty for the whole index
     * @param time     of the archive's members, seconds since 1970
     * @return the digest of the manifest or index that was written
     */
    public Digest download(RemoteImage from, Path to, Optional<Platform> platform, long time) {
        try (var client = new RegistryClient(from, options)) {
            var blobs = new RemoteBlobs(client, listener);
            Descriptor root = new Manifests(client).get(from.selector()).descriptor();
            if (platform.isPresent() && MediaType.isIndex(root.mediaType())) {
                root = new ImageResolver(blobs, from.toString()).resolve(Index.of(List.of(root)), null, platform.get()).descriptor();
            }
            ImageSet image = ImageSets.read(images, blobs, root, about(new Manifests(client), blobs, root));
            String tag = from.reference().tag() == null ? "latest" : from.reference().tag();
            SortedMap<Digest, Content> all = new TreeMap<>(image.blobs());
            Map<String, String> annotations = image.referrers().isEmpty() ? Map.of() : Map.of(ImageBuilder.REFERRERS,
                    ImageSet.add(all, MediaType.OCI_INDEX, Index.of(image.referrers())).digest().toString());
            Descriptor named = root.withAnnotations(Map.of(Annotations.REF_NAME, tag));
            ArchiveWriter.write(new Index(MediaType.OCI_INDEX, null, List.of(named), null, annotations, Map.of()), all, to, time);
            return root.digest();
        } catch (IOException e) {
            throw new BuildException("cannot download " + from + ": " + e.getMessage(), e);
        }
    }

    /** Bills of materials and signatures of an image, and of the images of an index; nothing else, for anybody may attach anything. */
    private static List<Descriptor> about(Manifests manifests, RemoteBlobs blobs, Descriptor root) throws IOException {
        List<Descriptor> subjects = new ArrayList<>(List.of(root));
        if (MediaType.isIndex(root.mediaType())) {
            subjects.addAll(JsonDocument.parse(blobs.read(root), "index " + root.digest()).object(Index::read).manifests());
        }
        List<Descriptor> out = new ArrayList<>();
        for (Descriptor subject : subjects) {
            manifests.referrers(subject.digest()).stream().filter(each -> MediaType.isManifest(each.mediaType())
                    && (CycloneDx.TYPE.equals(each.artifactType()) || Spdx.TYPE.equals(each.artifactType()))).forEach(out::add);
            String tag = Signatures.tag(subject.digest());
            manifests.find(tag).filter(each -> MediaType.isManifest(each.descriptor().mediaType()))
                    .ifPresent(each -> out.add(each.descriptor().withAnnotations(Map.of(Annotations.REF_NAME, tag))));
        }
        return out;
    }
}
