package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code crashcart list}. */
@Command(name = "list", header = "Lists the containers that can be entered.", sortOptions = false)
final class ListTargets implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    ListTargets(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        crash.crashcart().list();
        return 0;
    }
}
