package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.RunRequest;
import io.microcontainer.run.container.RunService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code railcar run}. */
@Command(name = "run", header = "Makes and starts a container, and waits for its end.", sortOptions = false)
final class Run implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Mixin
    private CreateOptions options;

    @Option(names = { "-d", "--detach" }, description = "Return as soon as the program runs.")
    private boolean detach;

    @Option(names = "--keep", description = "Keep the container's state after its end.")
    private boolean keep;

    @Option(names = "--no-subreaper", hidden = true, description = "Taken for runc's sake.")
    private boolean noSubreaper;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Run(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        return new RunService(railcar.context())
                .run(new RunRequest(options.request(railcar.session(), id), detach, keep));
    }
}
