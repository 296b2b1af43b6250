package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.StartService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code railcar start}. */
@Command(name = "start", header = "Starts the program of a created container.", sortOptions = false)
final class Start implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Start(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new StartService(railcar.context()).start(id);
        return 0;
    }
}
