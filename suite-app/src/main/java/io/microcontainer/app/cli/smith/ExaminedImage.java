package io.microcontainer.app.cli.smith;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.examine.Examined;
import io.microcontainer.build.examine.Examiner;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

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

    /** Opens an image. */
    Examined open(Build smith, String image) {
        try {
            Optional<Platform> wanted = Optional.ofNullable(platform).map(Platform::parse);
            return new Examiner(smith.cache(), smith.registryOptions(insecure)).open(image, smith.session().resolve("."), wanted);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--platform: " + e.getMessage(), e);
        }
    }
}
