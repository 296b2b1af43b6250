package io.microcontainer.app.cli.suite;

import io.microcontainer.app.cli.HelpOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code microcontainer uninstall}. */
@Command(name = "uninstall", header = "Removes what install has made, and nothing else.", sortOptions = false)
final class Uninstall implements Callable<Integer> {

    private final Suite suite;

    @Mixin
    private HelpOption help;

    @Option(names = "--prefix", paramLabel = "DIR", description = "Where it was installed: /usr/local if not given, for other users than root ~/.local.")
    private String prefix;

    Uninstall(Suite suite) {
        this.suite = suite;
    }

    @Override
    public Integer call() {
        int files = suite.installation(Optional.ofNullable(prefix)).uninstall();
        suite.session().out().println(files + " files were removed");
        return 0;
    }
}
