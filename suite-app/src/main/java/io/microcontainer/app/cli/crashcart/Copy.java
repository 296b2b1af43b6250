package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.debug.copy.CopyPlace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code crashcart cp}. */
@Command(name = "cp", header = "Copies files out of a container or into one.", sortOptions = false)
final class Copy implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "FROM", description = "TARGET:PATH in a container, or a path; - for standard input.")
    private String from;

    @Parameters(index = "1", paramLabel = "TO", description = "The other of the two; - for standard output.")
    private String to;

    Copy(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        crash.crashcart().copy(CopyPlace.parse(from), CopyPlace.parse(to));
        return 0;
    }
}
