package io.microcontainer.app.cli.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.registry.RemoteImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smith download}. */
@Command(name = "download", header = "Downloads an image from a registry into an OCI archive.", sortOptions = false)
final class Download implements Callable<Integer> {

    private static final String ALL = "all";

    private final Build smith;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private RegistryOption registry;

    @Option(names = { "-i", "--image" }, paramLabel = "FILE", defaultValue = "image.tar.gz",
            description = "The OCI archive to write (default: image.tar.gz).")
    private String image;

    @Option(names = "--platform", paramLabel = "OS/ARCH[/VARIANT]",
            description = "Which image of an index, or all (default: that for this machine).")
    private String platform;

    Download(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        RemoteImage from = RemoteImage.parse(registry.remote());
        Path file = smith.session().resolve(image);
        Digest digest;
        try (var display = smith.transferDisplay()) {
            digest = smith.transfer(display, registry.insecure()).download(from, file, wanted(), smith.sourceDateEpoch());
        }
        smith.session().out().println(digest + "  " + file);
        return 0;
    }

    private Optional<Platform> wanted() {
        if (ALL.equals(platform)) {
            return Optional.empty();
        }
        if (platform == null) {
            return Optional.of(smith.platform());
        }
        try {
            return Optional.of(Platform.parse(platform));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--platform: " + e.getMessage(), e);
        }
    }
}
