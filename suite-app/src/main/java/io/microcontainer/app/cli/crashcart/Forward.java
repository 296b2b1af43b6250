package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.debug.session.PortForward;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code crashcart forward}. */
@Command(name = "forward", header = "Forwards a port of this host to a port in a container's network.", sortOptions = false)
final class Forward implements Callable<Integer> {

    private final Crash crash;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "TARGET", description = "A container's id or name, or the beginning of one; or a process id.")
    private String target;

    @Parameters(index = "1", paramLabel = "[ADDRESS:]PORT:PORT",
            description = "The host's port (0: any free one) and the container's; the address is 127.0.0.1 where none is given.")
    private String ports;

    Forward(Crash crash) {
        this.crash = crash;
    }

    @Override
    public Integer call() {
        crash.crashcart().forward(target, PortForward.parse(ports));
        return 0;
    }
}
