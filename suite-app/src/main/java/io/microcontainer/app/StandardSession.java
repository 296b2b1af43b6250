package io.microcontainer.app;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.Session;
import io.microcontainer.api.session.SessionLost;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A session whose world is this process: for tools that run in a JVM of their own. */
final class StandardSession implements Session {

    private final Invocation invocation;
    private final PrintStream out = stream(FileDescriptor.out, false);
    private final PrintStream err = stream(FileDescriptor.err, true);

    /** @param words the words after the tool's name */
    StandardSession(List<String> words) throws IOException {
        Path self = Path.of("/proc/self");
        invocation = new Invocation(words, System.getenv(), Path.of("").toAbsolutePath(), terminals(),
                (int) ProcessHandle.current().pid(), (int) Files.getAttribute(self, "unix:uid"),
                (int) Files.getAttribute(self, "unix:gid"));
    }

    private static PrintStream stream(FileDescriptor descriptor, boolean flush) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 16 << 10), flush,
                StandardCharsets.UTF_8);
    }

    /** What a descriptor's link in /proc leads to tells a terminal. */
    private static Set<Integer> terminals() {
        Set<Integer> terminals = new HashSet<>();
        for (int fd = 0; fd < 3; fd++) {
            try {
                String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
                if (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console")) {
                    terminals.add(fd);
                }
            } catch (IOException e) {
                // A closed descriptor is no terminal.
            }
        }
        return terminals;
    }

    @Override
    public Invocation invocation() {
        return invocation;
    }

    @Override
    public InputStream in() {
        return System.in;
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public PlanResult execute(Plan plan, Dialogue dialogue) {
        throw new SessionLost("there is no launcher to " + plan.title(), null);
    }
}
