package io.microcontainer.app.cli.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.sign.Signatures;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smith upload}. */
@Command(name = "upload", header = "Uploads an image to a registry.", sortOptions = false)
final class Upload implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    @Mixin
    private RegistryOption registry;

    @Option(names = { "-i", "--image" }, paramLabel = "PATH[:TAG]", defaultValue = "image.tar.gz",
            description = "OCI archive, layout or Docker archive to upload (default: image.tar.gz).")
    private String image;

    @Option(names = { "-d", "--docker" }, description = "Use Docker's media types (schema 2), for registries that take no others.")
    private boolean docker;

    @Option(names = "--mount-from", paramLabel = "REPOSITORY",
            description = "Another repository of the registry, from which it takes over layers that it has.")
    private String mount;

    @Option(names = "--sign-key", paramLabel = "FILE", description = "Sign it too, with this private ECDSA key in PEM; see smith sign.")
    private String signKey;

    Upload(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        RemoteImage to = RemoteImage.parse(registry.remote());
        Location from = Location.parse(image, smith.session().resolve("."));
        Digest digest;
        try (var display = smith.transferDisplay()) {
            digest = smith.transfer(display, registry.insecure()).upload(from, to, docker, Optional.ofNullable(mount));
        }
        if (signKey != null) {
            // What was uploaded, whoever moves the tag meanwhile.
            new Signatures(smith.registryOptions(registry.insecure())).sign(to.withDigest(digest), smith.signingKey(signKey), false);
        }
        smith.session().out().println(digest + "  " + to);
        return 0;
    }
}
