package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.DeleteRequest;
import io.microcontainer.run.container.DeleteService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code railcar delete}. */
@Command(name = "delete", header = "Removes all that is left of a stopped container.", sortOptions = false)
final class Delete implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = { "-f", "--force" }, description = "Kill it first if it runs; a name that does not exist is no error.")
    private boolean force;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Delete(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new DeleteService(railcar.context()).delete(new DeleteRequest(id, force));
        return 0;
    }
}
