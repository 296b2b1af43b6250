package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.RestoreRequest;
import io.microcontainer.run.container.RestoreService;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code railcar restore}. */
@Command(name = "restore", header = "Goes on with a container from disk, with CRIU.", sortOptions = false)
final class Restore implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = { "-b", "--bundle" }, paramLabel = "DIR", defaultValue = ".",
            description = "Directory with config.json (default: the working directory).")
    private String bundle;

    @Option(names = { "-d", "--detach" }, description = "Return as soon as the program goes on.")
    private boolean detach;

    @Option(names = "--console-socket", paramLabel = "SOCKET", description = "Unix socket that takes the master side of the container's terminal.")
    private String consoleSocket;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "File that takes the init's process id.")
    private String pidFile;

    @Mixin
    private CriuFlags flags;

    @Option(names = "--lsm-profile", paramLabel = "TYPE:NAME", description = "LSM profile of the processes, as apparmor:NAME.")
    private String lsmProfile;

    @Option(names = "--lsm-mount-context", paramLabel = "CONTEXT", description = "SELinux context of mounts.")
    private String lsmMountContext;

    @Option(names = "--no-pivot", hidden = true, description = "Taken for runc's sake: CRIU changes the root.")
    private boolean noPivot;

    @Option(names = "--no-subreaper", hidden = true, description = "Taken for runc's sake.")
    private boolean noSubreaper;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Restore(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        var session = railcar.session();
        CriuFlags.Own own = new CriuFlags.Own(Optional.empty(), false, false, Optional.empty(), CriuFlags.given(lsmProfile),
                CriuFlags.given(lsmMountContext));
        return new RestoreService(railcar.context(), new RestoreRequest(id, session.resolve(bundle), railcar.criu(), flags.options(session, own),
                CreateOptions.path(session, consoleSocket), CreateOptions.path(session, pidFile), detach)).restore();
    }
}
