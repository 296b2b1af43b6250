package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.debug.session.Sessions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code crashcart attach}. */
@Command(name = "attach", header = "Gives a session this terminal, after a lost connection or in place of another.", sortOptions = false)
final class Attach implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SESSION", defaultValue = "",
            description = "A session's number, or the beginning of its target's name or id (default: the only session).")
    private String which;

    Attach(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        return new Sessions(crash.session()).attach(which);
    }
}
