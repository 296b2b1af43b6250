package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLister;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code railcar state}. */
@Command(name = "state", header = "Prints the state of a container as JSON.", sortOptions = false)
final class State implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    State(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        railcar.session().out().println(new ContainerLister(railcar.context().store())
                .state(new ContainerId(id)).json());
        return 0;
    }
}
