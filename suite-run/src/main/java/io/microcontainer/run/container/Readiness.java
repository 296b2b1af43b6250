package io.microcontainer.run.container;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.InitRequest.Notify;
import io.microcontainer.run.compile.NotifyAddress;
import io.microcontainer.run.compile.NotifyCompiler;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A container's readiness for a service manager that waits for it: sd_notify(3), NOTIFY_SOCKET of the caller. The container gets a socket of
 * its own; start and run listen on it until it says {@code READY=1}, as runc does.
 */
final class Readiness {

    private static final String VARIABLE = "NOTIFY_SOCKET";
    /** Where the socket's directory is in the container if the manager's is no path. */
    private static final String ELSEWHERE = "/run/notify";

    private final RuntimeContext context;
    private final NotifyAddress manager;
    private final Path directory;

    private Readiness(RuntimeContext context, NotifyAddress manager, Path directory) {
        this.context = context;
        this.manager = manager;
        this.directory = directory;
    }

    /** Nothing where nobody waits. */
    static Optional<Readiness> wanted(RuntimeContext context, Path container) {
        return NotifyAddress.of(context.session().invocation().environment().get(VARIABLE))
                .map(manager -> new Readiness(context, manager, container.resolve("notify")));
    }

    /** The same for a container that create has made: nothing either where it has no socket. */
    static Optional<Readiness> possible(RuntimeContext context, Path container) {
        return wanted(context, container).filter(readiness -> Files.isDirectory(readiness.directory, LinkOption.NOFOLLOW_LINKS));
    }

    /** The config with the socket's directory, at the path of the manager's socket as with crun, and with the setting that names it. */
    RuntimeConfig layInto(RuntimeConfig config) {
        String place = manager.isPath() ? manager.text() : ELSEWHERE;
        List<Mount> mounts = new ArrayList<>(config.mounts());
        mounts.add(Mount.of(place, null, directory.toString(), List.of("bind", "nosuid", "noexec", "nodev", "ro")));
        List<String> env = new ArrayList<>(config.process().env());
        env.add(VARIABLE + "=" + Path.of(place).resolve(NotifyCompiler.SOCKET));
        return config.withMounts(mounts).withProcess(config.process().withEnv(env));
    }

    /** Makes the directory that is mounted; every user of the container can look into it. */
    void prepare() {
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new RunException("make the directory of the container's " + VARIABLE + " " + directory + ": " + e.getMessage(), e);
        }
    }

    Notify place() {
        return new Notify(manager, directory);
    }

    /** Listens; to be called before the program starts. The answer is the launcher's descriptor. */
    int listen(String id) {
        return (int) context.session().execute(NotifyCompiler.bind(id, manager, directory), Dialogue.SILENT).value();
    }

    /** Waits until a container that runs is ready or has ended, and tells the manager. */
    void await(StateStore store, ContainerRecord container, int socket) {
        // Should the engine end: a signal that does nothing.
        List<String> recovery = List.of("railcar", "--root", store.root().toString(), "kill", container.id().text(), "0");
        context.session().execute(NotifyCompiler.await(container.id().text(), manager, socket, container.initPid(), recovery), new Dialogue() {
            @Override
            public void told(int tag, long value, byte[] data) {
                failed(value);
            }
        });
    }

    /** Says that the manager could not be told, which is no failure of the container's. */
    void failed(long errno) {
        context.log().warning("the container is ready, but " + VARIABLE + " " + manager.text() + " cannot be told so: "
                + Errno.describe((int) -errno));
    }
}
