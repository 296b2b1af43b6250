package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.examine.Finding;
import io.microcontainer.build.examine.Property;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code smith verify}. */
@Command(name = "verify", header = "Proves that an image is a microcontainer, or says what keeps it from being one.", sortOptions = false)
final class Verify implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    @Mixin
    private ExaminedImage opener;

    @Parameters(paramLabel = "IMAGE", arity = "0..1", defaultValue = "image.tar.gz",
            description = "path[:tag] of an OCI archive, layout or Docker archive, or the URL of a registry (default: image.tar.gz).")
    private String image;

    Verify(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        List<Finding> findings = opener.open(smith, image).prove();
        for (Property property : Property.values()) {
            List<Finding> broken = findings.stream().filter(each -> each.property() == property).toList();
            smith.session().out().println((broken.isEmpty() ? "ok   " : "FAIL ") + property.words());
            broken.forEach(each -> smith.session().out().println("     " + each));
        }
        return findings.isEmpty() ? 0 : 1;
    }
}
