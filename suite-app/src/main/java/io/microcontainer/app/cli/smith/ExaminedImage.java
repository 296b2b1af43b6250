package io.microcontainer.app.cli.smith;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.examine.Examined;
import io.microcontainer.build.examine.Examiner;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.Spec;

/** How an image to look at is found. */
final class ExaminedImage {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--platform", paramLabel = "OS/ARCH[/VARIANT]", description = "Which image, if there are several.")
    private String platform;

    @Option(names = { "-k", "--insecure" }, description = "Do not check the certificate of a registry.")
    private boolean insecure;

    boolean insecure() {
        return insecure;
    }

    /**
     * What a name stands for.
     *
     * @param image {@code path[:tag]} or the URL of a registry
     */
    Examiner.Choice choice(Build smith, String image) {
        return examiner(smith).choice(image, smith.session().resolve("."));
    }

    /** The platform that {@code --platform} names, else all. */
    List<Platform> platforms(Examiner.Choice choice) {
        return wanted().map(List::of).orElse(choice.platforms());
    }

    /** Opens the image that {@code --platform} names, else that for this machine, else the only one. */
    Examined open(Build smith, String image) {
        return examiner(smith).open(image, smith.session().resolve("."), wanted());
    }

    /** Opens one of a choice. */
    Examined open(Build smith, Examiner.Choice choice, Platform one) {
        return examiner(smith).open(choice.text(), smith.session().resolve("."), Optional.of(one));
    }

    private Examiner examiner(Build smith) {
        return new Examiner(smith.cache(), smith.registryOptions(insecure), smith.platform());
    }

    private Optional<Platform> wanted() {
        try {
            return Optional.ofNullable(platform).map(Platform::parse);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--platform: " + e.getMessage(), e);
        }
    }
}
