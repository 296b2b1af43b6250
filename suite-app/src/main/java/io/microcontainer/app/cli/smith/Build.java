package io.microcontainer.app.cli.smith;

import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.app.cli.BuildEnvironment;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.ToolRoot;
import io.microcontainer.app.cli.Version;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.sign.SigningKey;
import io.microcontainer.build.smith.BuildReport;
import io.microcontainer.build.smith.BuildRequest;
import io.microcontainer.build.smith.Smith;
import io.microcontainer.build.transfer.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smith}: builds the image that smith.yaml describes. The options are those of the smith of 2017. */
@Command(name = "smith", header = "Builds a minimal OCI image from packages or from an image.", sortOptions = false)
final class Build extends ToolRoot {

    @Spec
    private CommandSpec spec;

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

    @Option(names = { "-r", "--repo" }, paramLabel = "REPOSITORY",
            description = "A further yum repository: a directory or URL. May be given more than once.")
    private List<String> repositories = List.of();

    @Option(names = { "-b", "--buildnumber" }, paramLabel = "N", description = "Goes into the image's annotations.")
    private String buildNumber;

    @Option(names = { "-f", "--fast" }, description = "Taken for the sake of old scripts: every build reuses what it can.")
    private boolean fast;

    @Option(names = { "-k", "--insecure" }, description = "Do not check the certificates of servers.")
    private boolean insecure;

    @Option(names = { "--nogpgcheck" }, description = "Do not check the signatures of packages and repositories.")
    private boolean unsigned;

    @Option(names = { "--offline" }, description = "Fetch nothing: take what earlier builds have fetched.")
    private boolean offline;

    @Option(names = { "--locked" }, description = "Take the packages of smith.lock; fail if it is not of this specification.")
    private boolean locked;

    @Option(names = { "-v", "--verbose" }, description = "Say more.")
    private boolean verbose;

    @Option(names = { "-V", "--version" }, description = "Prints the version.")
    private boolean version;

    @Override
    public Integer call() {
        if (version) {
            session().out().println("smith version " + Version.ofSuite());
            return 0;
        }
        BuildReport made = Smith.make(request(), Version.ofBuild());
        remark(made, "warning", BuildReport.Image::warnings);
        remark(made, "not quite a microcontainer", BuildReport.Image::findings);
        report(made, session().resolve(dir).resolve(image));
        return 0;
    }

    /** What the options ask for. */
    BuildRequest request() {
        Path directory = session().resolve(dir);
        return new BuildRequest(directory.resolve(conf), directory, directory.resolve(image), cache(),
                repositories.stream().map(environment()::location).toList(), Architecture.current().machine(), unsigned, locked, environment().fetch(insecure, offline),
                Optional.ofNullable(buildNumber), sourceDateEpoch(), Version.ofSuite(), session().invocation().environment(), progress());
    }

    /** What holds for all platforms is said once. */
    private void remark(BuildReport made, String what, Function<BuildReport.Image, List<String>> sentences) {
        List<String> common = new ArrayList<>(sentences.apply(made.platforms().getFirst()));
        made.platforms().forEach(each -> common.retainAll(sentences.apply(each)));
        common.forEach(each -> session().err().println("smith: " + what + ": " + each));
        made.platforms().forEach(built -> sentences.apply(built).stream().filter(each -> !common.contains(each))
                .forEach(each -> session().err().println("smith: " + what + ": " + built.platform() + ": " + each)));
    }

    /** What was made, on a line that scripts can read: the digest of the manifest, or of the index of several, comes first. */
    private void report(BuildReport made, Path file) {
        if (made.platforms().size() == 1) {
            session().out().println(made.digest() + "  " + file + ", " + contents(made.platforms().getFirst()));
        } else {
            session().out().println(made.digest() + "  " + file + ", " + made.platforms().size() + " images");
            made.platforms().forEach(each -> session().out().println(each.digest() + "  " + each.platform() + ", " + contents(each)));
        }
        made.debug().ifPresent(each -> session().out().println(each.digest() + "  " + each.file() + ", debug information of "
                + each.found() + " of " + each.count() + " programs and libraries"));
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String contents(BuildReport.Image built) {
        return count(built.files(), "file") + " of " + count(built.packages(), "package");
    }

    /** Where downloads, files and layers are kept between builds. */
    Path cache() {
        return environment().cache();
    }

    /** Seconds since 1970 for all times in the image (reproducible-builds.org); 0 where nothing is said. */
    long sourceDateEpoch() {
        return environment().sourceDateEpoch().orElseThrow(() -> new ParameterException(spec.commandLine(), "SOURCE_DATE_EPOCH is "
                + session().invocation().environment().get("SOURCE_DATE_EPOCH") + ": give seconds since 1970 as a whole number"));
    }

    private BuildEnvironment environment() {
        return new BuildEnvironment(session());
    }

    /** What this machine runs. */
    Platform platform() {
        return Platform.linux(ImagePlatform.goArchitecture(Architecture.current().machine()));
    }

    /** Moves images; {@code -k} counts before and behind the command's name. */
    Transfer transfer(TransferListener listener, boolean insecureToo) {
        return new Transfer(cache(), registryOptions(insecureToo), listener);
    }

    RegistryOptions registryOptions(boolean insecureToo) {
        return RegistryOptions.of(insecure || insecureToo, session().invocation().environment());
    }

    /** A private key; a password is taken from where cosign takes it. */
    SigningKey signingKey(String file) {
        return new SigningKey(session().resolve(file), Optional.ofNullable(session().invocation().environment().get(SigningKey.VARIABLE)));
    }

    TransferDisplay transferDisplay() {
        return new TransferDisplay(session().err(), session().invocation().terminals().contains(2));
    }

    private Progress progress() {
        return verbose || session().invocation().terminals().contains(2)
                ? step -> session().err().println("smith: " + step) : Progress.SILENT;
    }
}
