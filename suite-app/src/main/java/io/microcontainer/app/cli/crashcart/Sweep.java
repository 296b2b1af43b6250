package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code crashcart sweep}: the launcher calls it where the engine was killed during a session. */
@Command(name = "sweep", header = "Ends what killed sessions left.", hidden = true, sortOptions = false)
final class Sweep implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    Sweep(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        crash.crashcart().sweep();
        return 0;
    }
}
