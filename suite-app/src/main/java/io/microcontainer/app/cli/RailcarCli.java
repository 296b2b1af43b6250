package io.microcontainer.app.cli;

import io.microcontainer.api.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The commands of railcar. */
public final class RailcarCli {

    private RailcarCli() {
    }

    /** Runs a railcar command; returns its exit status. */
    public static int run(Session session, List<String> words) {
        Railcar root = new Railcar(session);
        Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();
        return new ToolCommandLine("railcar", session, root, commands, root).run(words);
    }
}
