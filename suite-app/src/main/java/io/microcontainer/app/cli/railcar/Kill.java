package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.linux.Signal;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.KillRequest;
import io.microcontainer.run.container.KillService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code railcar kill}. */
@Command(name = "kill", header = "Sends a signal to a container.", sortOptions = false)
final class Kill implements Callable<Integer> {

    private final Railcar railcar;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = { "-a", "--all" }, description = "Send it to all processes of the container.")
    private boolean all;

    @Parameters(index = "0", paramLabel = "ID", description = "The container's name.")
    private String id;

    @Parameters(index = "1", paramLabel = "SIGNAL", defaultValue = "TERM",
            description = "Name or number, as KILL, SIGKILL or 9 (default: TERM).")
    private String signal;

    Kill(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new KillService(railcar.context()).kill(new KillRequest(id, signal(), all));
        return 0;
    }

    private Signal signal() {
        try {
            return Signal.parse(signal);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + ": give a name such as TERM or SIGTERM, or a number");
        }
    }
}
