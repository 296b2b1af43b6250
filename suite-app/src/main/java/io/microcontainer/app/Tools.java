package io.microcontainer.app;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
import io.microcontainer.app.cli.crashcart.CrashcartCli;
import io.microcontainer.app.cli.railcar.RailcarCli;
import io.microcontainer.app.cli.suite.SuiteCli;
import io.microcontainer.run.container.Host;
import io.microcontainer.app.engine.Commands;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Picks the tool: by the name that the launcher was called by, or by the first word behind {@code microcontainer}. */
final class Tools implements Commands {

    /** Alone they ask for ours; with more words they are the runtime's. */
    private static final Set<String> OWN = Set.of("--help", "-h", "--version", "-V");

    private final ToolCommandLine<?> railcar = RailcarCli.commandLine(Host.ours());
    private final ToolCommandLine<?> crashcart = CrashcartCli.commandLine();
    private final ToolCommandLine<?> suite = SuiteCli.commandLine(
            Path.of(System.getProperty("microcontainer.home", "/nonexistent")).toAbsolutePath());

    @Override
    public int run(String name, Session session) {
        List<String> words = session.invocation().arguments();
        String tool = name.substring(name.lastIndexOf('/') + 1);
        if (isTool(tool)) {
            return run(tool, session, words);
        }
        // Where a link has taken runc's place, whoever asks for help asked runc.
        if (tool.equals("runc")) {
            return railcar.run(tool, session, words);
        }
        if (!words.isEmpty() && isTool(words.getFirst())) {
            return run(words.getFirst(), session, words.subList(1, words.size()));
        }
        if (words.isEmpty() || OWN.contains(words.getFirst()) && words.size() == 1 || suite.isCommand(words.getFirst())) {
            return suite.run(session, words);
        }
        // Engines resolve links: what they call by the launcher's own name is their OCI runtime.
        if (words.getFirst().startsWith("-") || railcar.isCommand(words.getFirst())) {
            return railcar.run(session, words);
        }
        session.err().print("microcontainer: there is no tool " + words.getFirst() + ": give smith, railcar or crashcart\n");
        return 2;
    }

    private static boolean isTool(String word) {
        return word.equals("railcar") || word.equals("crashcart");
    }

    private int run(String tool, Session session, List<String> words) {
        return tool.equals("railcar") ? railcar.run(session, words) : crashcart.run(session, words);
    }
}
