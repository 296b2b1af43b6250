package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.PauseService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code railcar pause}. */
@Command(name = "pause", header = "Lets all processes of a container stand still.", sortOptions = false)
final class Pause implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Pause(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new PauseService(railcar.context()).pause(id);
        return 0;
    }
}
