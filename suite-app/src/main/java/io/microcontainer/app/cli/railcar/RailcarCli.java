package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/** The commands of railcar. */
public final class RailcarCli {

    private static final Map<String, Function<Railcar, Callable<Integer>>> COMMANDS = commands();

    private RailcarCli() {
    }

    /** Runs a railcar command; returns its exit status. */
    public static int run(Session session, List<String> words) {
        Railcar root = new Railcar(session);
        Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();
        COMMANDS.forEach((name, command) -> commands.put(name, () -> command.apply(root)));
        return new ToolCommandLine("railcar", session, root, commands, root).run(words);
    }

    /** Whether a word is a railcar command. */
    public static boolean isCommand(String word) {
        return COMMANDS.containsKey(word);
    }

    private static Map<String, Function<Railcar, Callable<Integer>>> commands() {
        Map<String, Function<Railcar, Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("run", Run::new);
        commands.put("create", Create::new);
        commands.put("start", Start::new);
        commands.put("state", State::new);
        commands.put("list", ListContainers::new);
        commands.put("exec", Exec::new);
        commands.put("pause", Pause::new);
        commands.put("resume", Resume::new);
        commands.put("kill", Kill::new);
        commands.put("delete", Delete::new);
        commands.put("ps", Ps::new);
        commands.put("spec", SpecCommand::new);
        commands.put("plan", Plan::new);
        return Collections.unmodifiableMap(commands);
    }
}
