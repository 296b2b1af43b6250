package io.microcontainer.app.cli.suite;

import io.microcontainer.app.cli.HelpOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code microcontainer install}. */
@Command(name = "install", header = "Installs the tools with manual pages and completions.", sortOptions = false)
final class Install implements Callable<Integer> {

    private final Suite suite;

    @Mixin
    private HelpOption help;

    @Option(names = "--prefix", paramLabel = "DIR", description = "Where to install: /usr/local if not given, for other users than root ~/.local.")
    private String prefix;

    Install(Suite suite) {
        this.suite = suite;
    }

    @Override
    public Integer call() {
        int files = suite.installation(Optional.ofNullable(prefix)).install(suite.programs());
        suite.session().out().println(files + " files are installed");
        return 0;
    }
}
