package io.microcontainer.build.transfer;

import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.registry.Manifests;
import io.microcontainer.build.registry.RegistryClient;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteBlobs;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens an image wherever it is: a file or layout of this machine, or a URL of a registry. */
public final class ImageOpener {

    private final ImageReader images;
    private final RegistryOptions options;
    private final Progress progress;

    public ImageOpener(ImageReader images, RegistryOptions options, Progress progress) {
        this.images = images;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Reads an image's configuration and layers.
     *
     * @param text     {@code path[:tag]} or a URL
     * @param base     what a path is relative to
     * @param platform which image, if there are several
     */
    public SourceImage open(String text, Path base, Optional<Platform> platform) {
        if (!RemoteImage.isUrl(text)) {
            progress.step("reading the image " + text);
            return images.read(Location.parse(text, base), platform);
        }
        RemoteImage remote = RemoteImage.parse(text);
        progress.step("reading the image " + remote);
        try (var client = new RegistryClient(remote, options)) {
            Descriptor root = new Manifests(client).get(remote.selector()).descriptor();
            var layout = new ImageReader.Layout(Index.of(List.of(root)), new RemoteBlobs(client, TransferListener.SILENT));
            return images.read(layout, remote.toString(), Optional.empty(), platform);
        }
    }
}
