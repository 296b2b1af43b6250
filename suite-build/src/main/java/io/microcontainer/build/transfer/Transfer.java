package io.microcontainer.build.transfer;

import io.microcontainer.api.digest.Digest;
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
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ArchiveWriter;
import io.microcontainer.build.registry.Manifests;
import io.microcontainer.build.registry.RegistryClient;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteBlobs;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            ImageSet image = ImageSets.read(images, blobs, root);
            String tag = from.reference().tag() == null ? "latest" : from.reference().tag();
            ArchiveWriter.write(Index.of(List.of(root.withAnnotations(Map.of(Annotations.REF_NAME, tag)))), image.blobs(), to, time);
            return root.digest();
        } catch (IOException e) {
            throw new BuildException("cannot download " + from + ": " + e.getMessage(), e);
        }
    }
}
