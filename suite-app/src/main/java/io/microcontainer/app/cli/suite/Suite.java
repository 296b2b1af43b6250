package io.microcontainer.app.cli.suite;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.ToolRoot;
import io.microcontainer.app.cli.Version;
import io.microcontainer.app.install.Installation;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code microcontainer}: the one file that is all tools. */
@Command(name = "microcontainer", header = "Builds, runs and debugs microcontainers: smith, railcar and crashcart in one file.",
        description = { "Called by a tool's name, through a link or with the name as its first word, it is that tool:",
            "  smith      builds minimal OCI images from packages, repositories or images%n"
                + "  railcar    runs containers: an OCI runtime%n"
                + "  crashcart  side-loads a cart of tools into a running container" },
        sortOptions = false)
final class Suite extends ToolRoot {

    private final Path programs;

    @Mixin
    private HelpOption help;

    @Option(names = { "-V", "--version" }, description = "Prints the version.")
    private boolean version;

    Suite(Path programs) {
        this.programs = programs;
    }

    @Override
    public Integer call() {
        if (version) {
            session().out().println("microcontainer version " + Version.ofSuite());
            return 0;
        }
        session().err().println("microcontainer: name a tool: smith, railcar or crashcart (see microcontainer --help)");
        return 2;
    }

    /** Directory of the programs that run. */
    Path programs() {
        return programs;
    }

    /** The installation below a directory; if none is named below /usr/local, for other users than root below ~/.local. */
    Installation installation(Optional<String> prefix) {
        String home = session().invocation().environment().getOrDefault("HOME", "/");
        return new Installation(session().resolve(prefix.orElse(session().invocation().uid() == 0 ? "/usr/local" : home + "/.local")));
    }
}
