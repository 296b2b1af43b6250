package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crashcart inspect}. */
@Command(name = "inspect", header = "One page on a container: processes, limits, rights, sockets, mounts.", sortOptions = false)
final class Inspect implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    @Option(names = "--json", description = "As a JSON object.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "TARGET", description = "A container's id or name, or the beginning of one; or a process id.")
    private String target;

    Inspect(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        crash.crashcart().inspect(target, json);
        return 0;
    }
}
