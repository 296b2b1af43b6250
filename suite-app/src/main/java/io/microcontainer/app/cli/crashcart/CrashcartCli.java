package io.microcontainer.app.cli.crashcart;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
import java.util.List;
import java.util.Map;

/** The commands of crashcart. */
public final class CrashcartCli {

    private CrashcartCli() {
    }

    /** Runs a crashcart command; returns its exit status. */
    public static int run(Session session, List<String> words) {
        Crash root = new Crash(session);
        return new ToolCommandLine("crashcart", session, root, Map.of("list", () -> new ListTargets(root), "sweep", () -> new Sweep(root)),
                message -> {
                }).run(words);
    }
}
