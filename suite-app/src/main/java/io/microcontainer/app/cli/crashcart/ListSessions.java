package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.debug.session.Sessions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code crashcart ps}. */
@Command(name = "ps", header = "Lists the sessions that run.", sortOptions = false)
final class ListSessions implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    ListSessions(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        new Sessions(crash.session()).list();
        return 0;
    }
}
