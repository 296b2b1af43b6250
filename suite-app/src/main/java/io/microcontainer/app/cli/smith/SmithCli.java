package io.microcontainer.app.cli.smith;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
import java.util.List;
import java.util.Map;

/** The commands of smith. */
public final class SmithCli {

    private SmithCli() {
    }

    /** Runs a smith command; returns its exit status. */
    public static int run(Session session, List<String> words) {
        return new ToolCommandLine("smith", session, new Build(session), Map.of(), message -> {
        }).run(words);
    }
}
