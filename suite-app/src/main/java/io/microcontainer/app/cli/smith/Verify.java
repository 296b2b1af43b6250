package io.microcontainer.app.cli.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.examine.Examined;
import io.microcontainer.build.examine.Examiner;
import io.microcontainer.build.examine.Finding;
import io.microcontainer.build.examine.Property;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.sign.Signatures;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(names = "--key", paramLabel = "FILE",
            description = "The image must be signed by this key: public ECDSA in PEM, as cosign.pub.")
    private String key;

    Verify(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        String verified = image;
        if (key != null) {
            Path file = smith.session().resolve(key);
            boolean remote = RemoteImage.isUrl(image);
            Digest digest = remote ? new Signatures(smith.registryOptions(opener.insecure())).verify(RemoteImage.parse(image), file)
                    : Signatures.verify(smith.cache(), Location.parse(image, smith.session().resolve(".")), file);
            smith.session().out().println("ok   signed by " + key + ": " + digest);
            verified = remote ? RemoteImage.pinned(image, digest) : image;
        }
        Examiner.Choice choice = opener.choice(smith, verified);
        List<Platform> platforms = opener.platforms(choice);
        boolean good = true;
        for (Platform platform : platforms) {
            if (platforms.size() > 1) {
                smith.session().out().println(platform + ":");
            }
            good &= prove(opener.open(smith, choice, platform));
        }
        return good ? 0 : 1;
    }

    private boolean prove(Examined image) {
        List<Finding> findings = image.prove();
        for (Property property : Property.values()) {
            List<Finding> broken = findings.stream().filter(each -> each.property() == property).toList();
            smith.session().out().println((broken.isEmpty() ? "ok   " : "FAIL ") + property.words());
            broken.forEach(each -> smith.session().out().println("     " + each));
        }
        return findings.isEmpty();
    }
}
