package io.microcontainer.app.cli.smith;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smith}: builds the image that smith.yaml describes. The options are those of the smith of 2017. */
@Command(name = "smith", header = "Builds a minimal OCI image from packages or from an image.", sortOptions = false)
final class Build implements Callable<Integer> {

    private final Session session;

    @Mixin
    private HelpOption help;

    @Option(names = { "-c", "--conf" }, paramLabel = "FILE", defaultValue = "smith.yaml",
            description = "What to build (default: smith.yaml).")
    private String conf;

    @Option(names = { "-d", "--dir" }, paramLabel = "DIR", defaultValue = ".",
            description = "Directory that the other names are relative to, with the overlay in rootfs/ (default: the working directory).")
    private String dir;

    @Option(names = { "-i", "--image" }, paramLabel = "FILE", defaultValue = "image.tar.gz",
            description = "The OCI archive to write (default: image.tar.gz).")
    private String image;

    @Option(names = { "-b", "--buildnumber" }, paramLabel = "N", description = "Goes into the image's annotations.")
    private String buildNumber;

    @Option(names = { "-f", "--fast" }, description = "Taken for the sake of old scripts: every build reuses what it can.")
    private boolean fast;

    @Option(names = { "-k", "--insecure" }, description = "Do not check the certificates of servers.")
    private boolean insecure;

    @Option(names = { "-v", "--verbose" }, description = "Say more.")
    private boolean verbose;

    @Option(names = { "-V", "--version" }, description = "Prints the version.")
    private boolean version;

    Build(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (version) {
            session.out().println("smith version " + Version.ofSuite());
            return 0;
        }
        return 1;
    }
}
