package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.ToolCommandLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The commands of crashcart. */
public final class CrashcartCli {

    private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-i", "--image", "--user", "--root");

    private CrashcartCli() {
    }

    /** The subcommands, in the order of the help text. */
    private static Map<String, Function<Crash, Callable<Integer>>> commands() {
        Map<String, Function<Crash, Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("list", ListTargets::new);
        commands.put("inspect", Inspect::new);
        commands.put("ps", ListSessions::new);
        commands.put("attach", Attach::new);
        commands.put("cp", Copy::new);
        commands.put("forward", Forward::new);
        commands.put("build", BuildCart::new);
        commands.put("sweep", Sweep::new);
        return commands;
    }

    /** crashcart's command line. */
    public static ToolCommandLine<?> commandLine() {
        return new ToolCommandLine<>("crashcart", Crash::new, OPTIONS_WITH_VALUE, commands());
    }
}
