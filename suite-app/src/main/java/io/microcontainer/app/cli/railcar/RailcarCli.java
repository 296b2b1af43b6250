package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.ToolCommandLine;
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
        commands.put("run", () -> new Run(root));
        commands.put("create", () -> new Create(root));
        commands.put("start", () -> new Start(root));
        commands.put("state", () -> new State(root));
        commands.put("list", () -> new ListContainers(root));
        commands.put("exec", () -> new Exec(root));
        commands.put("pause", () -> new Pause(root));
        commands.put("resume", () -> new Resume(root));
        commands.put("kill", () -> new Kill(root));
        commands.put("delete", () -> new Delete(root));
        commands.put("ps", () -> new Ps(root));
        commands.put("spec", () -> new SpecCommand(root));
        commands.put("plan", () -> new Plan(root));
        return new ToolCommandLine("railcar", session, root, commands, root).run(words);
    }
}
