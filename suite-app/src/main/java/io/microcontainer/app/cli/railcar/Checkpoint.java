package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.CheckpointRequest;
import io.microcontainer.run.container.CheckpointService;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code railcar checkpoint}. */
@Command(name = "checkpoint", header = "Writes a running container to disk, with CRIU.", sortOptions = false)
final class Checkpoint implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Mixin
    private CriuFlags flags;

    @Option(names = "--parent-path", paramLabel = "DIR", description = "Earlier images of --pre-dump, relative to --image-path.")
    private String parentPath;

    @Option(names = "--leave-running", description = "Let the container go on afterwards.")
    private boolean leaveRunning;

    @Option(names = "--status-fd", paramLabel = "FD", defaultValue = "-1", description = "Descriptor that is told by a zero byte when lazy pages can be had.")
    private int statusFd;

    @Option(names = "--page-server", paramLabel = "ADDRESS:PORT", description = "Send memory there instead of to files.")
    private String pageServer;

    @Option(names = "--pre-dump", description = "Write memory only, and let the container go on.")
    private boolean preDump;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Checkpoint(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        CriuFlags.Own own = new CriuFlags.Own(CriuFlags.given(parentPath), leaveRunning, preDump, CriuFlags.given(pageServer), Optional.empty(),
                Optional.empty());
        new CheckpointService(railcar.context()).checkpoint(new CheckpointRequest(id, railcar.criu(), flags.options(railcar.session(), own), statusFd));
        return 0;
    }
}
