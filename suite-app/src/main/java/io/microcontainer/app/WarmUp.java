package io.microcontainer.app;

import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanEncoder;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanFailure;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
import io.microcontainer.app.cli.railcar.RailcarCli;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.session.Crashcart;
import io.microcontainer.debug.session.EnterRequest;
import io.microcontainer.debug.session.Privileges;
import io.microcontainer.run.container.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a fresh engine run what its callers will ask for, so that the JVM has compiled it and parsers are made before they
 * do: some times over a container is created, without a cgroup and with a plan that nobody runs, the commands of its life
 * are called for one that does not exist, and a session in the engine's own place is planned. Takes about a second of one processor's
 * time, once.
 */
final class WarmUp implements Runnable {

    /** Enough for the thresholds that assemble.sh sets; more changed nothing measurable. */
    private static final int ROUNDS = 60;

    private static final List<String> LIFE = List.of("create", "start", "state", "kill", "delete", "run");

    private final Tools tools;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile boolean stopped;
    private final ToolCommandLine<?> withoutCgroups = RailcarCli.commandLine(Host.withoutCgroups());

    WarmUp(Tools tools) {
        this.tools = tools;
    }

    /** Ends it early, so that it leaves no file behind. */
    void stop() {
        stopped = true;
        try {
            if (begun) {
                ended.await(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        begun = true;
        try {
            callAll();
        } finally {
            ended.countDown();
        }
    }

    private void callAll() {
        try {
            Path bundle = Files.createTempDirectory("microcontainer-warm-up-");
            Path config = bundle.resolve("config.json");
            Path rootfs = bundle.resolve("rootfs");
            Path tools = rootfs.resolve("bin");
            try {
                Files.createDirectory(rootfs);
                Files.createDirectory(tools);
                call("spec", "--bundle", bundle.toString());
                Files.writeString(config, Files.readString(config).replace("\"terminal\": true", "\"terminal\": false"));
                String state = bundle.resolve("state").toString();
                for (int i = 0; i < ROUNDS && !stopped; i++) {
                    List<String> words = List.of("--root", state, "create", "--bundle", bundle.toString(), "none");
                    withoutCgroups.run(new Nobody(words), words);
                    for (String command : LIFE) {
                        call("--root", bundle.resolve("none").toString(), command, "none");
                    }
                    enter(rootfs, state);
                }
            } finally {
                Files.deleteIfExists(config);
                Files.deleteIfExists(tools);
                Files.deleteIfExists(rootfs);
                Files.deleteIfExists(bundle.resolve("state"));
                Files.deleteIfExists(bundle);
            }
        } catch (IOException e) {
            // Without a temporary directory the first callers wait a little longer.
            return;
        }
    }

    /** A cart is a directory with bin/ in it. */
    private void enter(Path cart, String state) {
        tools.run("crashcart", new Nobody(List.of("--root", state, "-i", cart.toString(), "none", "true")));
        Nobody nobody = new Nobody(List.of());
        EnterRequest request = new EnterRequest("pid:" + nobody.invocation().pid(), Optional.of(cart), EnterRequest.Visibility.PRIVATE,
                new Privileges.Full(), EnterRequest.UserNamespace.TARGET, true, List.of("true"), false);
        try {
            new PlanEncoder(Architecture.current()).encode(new Crashcart(nobody, Optional.empty()).plan(request));
        } catch (DebugException e) {
            // A user without root's rights: sessions of theirs take another way.
            return;
        }
    }

    private void call(String... words) {
        tools.run("railcar", new Nobody(List.of(words)));
    }

    /** A caller who hears nothing, in a directory without a bundle. */
    private record Nobody(Invocation invocation, PrintStream out) implements Session {

        Nobody(List<String> words) {
            this(new Invocation(words, Map.of(), Path.of("/proc/self/task"), Set.of(), (int) ProcessHandle.current().pid(), 0, 0),
                    new PrintStream(OutputStream.nullOutputStream()));
        }

        @Override
        public InputStream in() {
            return InputStream.nullInputStream();
        }

        @Override
        public PrintStream err() {
            return out;
        }

        @Override
        public PlanResult execute(Plan plan, Dialogue dialogue) {
            new PlanEncoder(Architecture.current()).encode(plan);
            throw new PlanFailure("nobody runs plans", Errno.ENOSYS);
        }
    }
}
