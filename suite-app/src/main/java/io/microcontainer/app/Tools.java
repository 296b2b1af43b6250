package io.microcontainer.app;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
import io.microcontainer.app.cli.Version;
import io.microcontainer.app.cli.crashcart.CrashcartCli;
import io.microcontainer.app.cli.railcar.RailcarCli;
import io.microcontainer.run.container.Host;
import io.microcontainer.app.engine.Commands;
import java.util.List;

/** Picks the tool: by the name that the launcher was called by, or by the first word behind {@code microcontainer}. */
final class Tools implements Commands {

    private static final String USAGE = """
            Usage: microcontainer TOOL [WORD...]
            The tools, each with --help of its own; links of these names call them directly:
              smith      builds minimal OCI images from RPM packages, repositories or images
              railcar    runs containers: an OCI runtime
              crashcart  side-loads a cart of tools into a running container
            """;

    private final ToolCommandLine<?> railcar = RailcarCli.commandLine(Host.ours());
    private final ToolCommandLine<?> crashcart = CrashcartCli.commandLine();

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
        if (words.equals(List.of("--help")) || words.equals(List.of("-h"))) {
            session.out().print(USAGE);
            return 0;
        }
        if (words.equals(List.of("--version"))) {
            session.out().println("microcontainer version " + Version.ofSuite());
            return 0;
        }
        // Engines resolve links: what they call by the launcher's own name is their OCI runtime.
        if (!words.isEmpty() && (words.getFirst().startsWith("-") || railcar.isCommand(words.getFirst()))) {
            return railcar.run(session, words);
        }
        session.err().print(words.isEmpty() ? USAGE
                : "microcontainer: there is no tool " + words.getFirst() + ": give smith, railcar or crashcart\n");
        return 2;
    }

    private static boolean isTool(String word) {
        return word.equals("railcar") || word.equals("crashcart");
    }

    private int run(String tool, Session session, List<String> words) {
        return tool.equals("railcar") ? railcar.run(session, words) : crashcart.run(session, words);
    }
}
