package io.microcontainer.app;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.Session;
import io.microcontainer.api.session.SessionLost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a fresh engine run what its callers will ask for, so that the JVM has compiled it and parsers are made before they
 * do: a container's plan some times over, and the commands of its life on a container that does not exist. Takes about half a second
 * of one processor's time, once.
 */
final class WarmUp implements Runnable {

    /** By then the compiler has met what matters; more changed nothing measurable. */
    private static final int ROUNDS = 40;

    private static final List<String> LIFE = List.of("create", "start", "state", "kill", "delete", "run");

    private final Tools tools;

    WarmUp(Tools tools) {
        this.tools = tools;
    }

    @Override
    public void run() {
        try {
            Path bundle = Files.createTempDirectory("microcontainer-warm-up-");
            Path config = bundle.resolve("config.json");
            Path rootfs = bundle.resolve("rootfs");
            try {
                Files.createDirectory(rootfs);
                call("spec", "--bundle", bundle.toString());
                Files.writeString(config, Files.readString(config).replace("\"terminal\": true", "\"terminal\": false"));
                for (int i = 0; i < ROUNDS; i++) {
                    call("plan", bundle.toString());
                    for (String command : LIFE) {
                        call("--root", bundle.resolve("none").toString(), command, "none");
                    }
                }
            } finally {
                Files.deleteIfExists(config);
                Files.deleteIfExists(rootfs);
                Files.deleteIfExists(bundle);
            }
        } catch (IOException e) {
            // Without a temporary directory the first callers wait a little longer.
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
            throw new SessionLost("nobody runs plans", null);
        }
    }
}
