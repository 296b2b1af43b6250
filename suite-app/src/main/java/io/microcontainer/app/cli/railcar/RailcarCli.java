package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.ToolCommandLine;
import io.microcontainer.run.container.Host;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The commands of railcar. */
public final class RailcarCli {

    private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-r", "--root", "--log", "--log-format", "--criu");

    private RailcarCli() {
    }

    /** railcar's command line on a host. */
    public static ToolCommandLine<?> commandLine(Host host) {
        return new ToolCommandLine<>("railcar", () -> new Railcar(host), OPTIONS_WITH_VALUE, commands());
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
        commands.put("update", Update::new);
        commands.put("kill", Kill::new);
        commands.put("delete", Delete::new);
        commands.put("ps", Ps::new);
        commands.put("events", Events::new);
        commands.put("spec", SpecCommand::new);
        commands.put("features", FeaturesCommand::new);
        commands.put("checkpoint", Checkpoint::new);
        commands.put("restore", Restore::new);
        commands.put("plan", Plan::new);
        return Collections.unmodifiableMap(commands);
    }
}
