package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.PauseService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code railcar resume}. */
@Command(name = "resume", header = "Lets the processes of a paused container go on.", sortOptions = false)
final class Resume implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Resume(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new PauseService(railcar.context()).resume(id);
        return 0;
    }
}
