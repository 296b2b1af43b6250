package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.session.Session;
import io.microcontainer.run.container.CreateRequest;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that create and run share. */
final class CreateOptions {

    @Option(names = { "-b", "--bundle" }, paramLabel = "DIR", defaultValue = ".",
            description = "Directory with config.json (default: the working directory).")
    private String bundle;

    @Option(names = "--console-socket", paramLabel = "SOCKET",
            description = "Unix socket that takes the master side of the container's terminal.")
    private String consoleSocket;

    @Option(names = "--pidfd-socket", paramLabel = "SOCKET", description = "Unix socket that takes a pidfd of the init process.")
    private String pidfdSocket;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "File that takes the init's process id.")
    private String pidFile;

    @Option(names = "--init", description = "Run the program below a small init, which forwards signals and reaps orphans.")
    private boolean init;

    @Option(names = { "-n", "--no-init" }, description = "The program is process 1 itself (default, as with runc).")
    private boolean noInit;

    @Option(names = "--no-pivot", description = "Change the root by MS_MOVE and chroot: for roots on a ramdisk.")
    private boolean noPivot;

    @Option(names = "--no-new-keyring", description = "Let the container keep the caller's session keyring.")
    private boolean noNewKeyring;

    @Option(names = "--preserve-fds", paramLabel = "N", defaultValue = "0",
            description = "Hand N descriptors from 3 on to the container.")
    private int preserveFds;

    CreateRequest request(Session session, String id) {
        return new CreateRequest(id, session.resolve(bundle), path(session, pidFile), path(session, consoleSocket),
                path(session, pidfdSocket), init && !noInit, noPivot, noNewKeyring, preserveFds);
    }

    /** An optional path as the caller means it. */
    static Optional<Path> path(Session session, String path) {
        return Optional.ofNullable(path).filter(p -> !p.isEmpty()).map(session::resolve);
    }
}
