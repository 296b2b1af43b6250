package io.microcontainer.app.cli.crashcart;

import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.BuildEnvironment;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.Version;
import io.microcontainer.build.cart.CartBuilder;
import io.microcontainer.build.cart.CartFormat;
import io.microcontainer.build.cart.CartRequest;
import io.microcontainer.build.cart.CartResult;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.debug.session.Crashcart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crashcart build}. */
@Command(name = "build", header = "Makes a cart of tools from packages or from an image.", sortOptions = false)
final class BuildCart implements Callable<Integer> {

    private final Crash crash;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = { "-o", "--output" }, paramLabel = "FILE",
            description = "The file or directory to write (/var/lib/microcontainer/crashcart.img).")
    private String output;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "erofs (default), squashfs, ext4, directory or oci; else what the file's name or an existing directory says.")
    private String format;

    @Option(names = { "-r", "--repo" }, paramLabel = "REPOSITORY",
            description = "A repository that packages come from: a directory or URL. May be given more than once. Without one: the host's.")
    private List<String> repositories = List.of();

    @Option(names = "--from-image", paramLabel = "IMAGE",
            description = "Take the files of this image, and not of packages: an OCI or Docker archive, a layout, or a registry's.")
    private String image;

    @Option(names = { "-k", "--insecure" }, description = "Do not check the certificates of servers.")
    private boolean insecure;

    @Option(names = { "--nogpgcheck" }, description = "Do not check the signatures of packages and repositories.")
    private boolean unsigned;

    @Option(names = { "--offline" }, description = "Fetch nothing: take what earlier builds have fetched.")
    private boolean offline;

    @Option(names = { "-v", "--verbose" }, description = "Say what is done.")
    private boolean verbose;

    @Parameters(arity = "0..*", paramLabel = "PACKAGE",
            description = "Names or files of packages (default: bash coreutils strace gdb tcpdump lsof curl less procps iproute2 openssl and a few more).")
    private List<String> packages = List.of();

    BuildCart(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        Session session = crash.session();
        BuildEnvironment environment = new BuildEnvironment(session);
        long time = environment.sourceDateEpoch().orElseThrow(() -> new ParameterException(spec.commandLine(),
                "SOURCE_DATE_EPOCH is no whole number of seconds since 1970"));
        Path file = output == null ? Crashcart.DEFAULT_CART : session.resolve(output);
        Progress progress = verbose || session.invocation().terminals().contains(2)
                ? step -> session.err().println("crashcart: " + step) : Progress.SILENT;
        CartResult result = CartBuilder.build(new CartRequest(packages, Optional.ofNullable(image).map(new CartChoice(session)::image),
                repositories.stream().map(environment::location).toList(), Architecture.current().machine(), session.resolve("."),
                environment.cache(), unsigned, environment.fetch(insecure, offline), file, formatOf(file), time, Version.ofSuite(),
                session.invocation().environment(), progress));
        result.warnings().forEach(w -> session.err().println("crashcart: warning: " + w));
        session.out().println(result.digest() + "  " + file + ", " + result.files() + " files of "
                + (image == null ? result.packages() + " packages" : image));
        return 0;
    }

    private CartFormat formatOf(Path file) {
        if (format != null) {
            return CartFormat.of(format);
        }
        return Files.isDirectory(file) || output != null && output.endsWith("/") ? CartFormat.DIRECTORY
                : CartFormat.ofName(file.getFileName().toString()).orElse(CartFormat.EROFS);
    }
}
