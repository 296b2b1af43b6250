package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.CreateService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code railcar create}. */
@Command(name = "create", header = "Makes a container whose program waits for start.", sortOptions = false)
final class Create implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Mixin
    private CreateOptions options;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Create(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new CreateService(railcar.context()).create(options.request(railcar.session(), id));
        return 0;
    }
}
