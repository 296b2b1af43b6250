package io.microcontainer.app.cli.suite;

import io.microcontainer.app.cli.ToolCommandLine;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The commands of {@code microcontainer} itself. */
public final class SuiteCli {

    private SuiteCli() {
    }

    /** @param programs directory of the programs that run */
    public static ToolCommandLine<?> commandLine(Path programs) {
        Map<String, Function<Suite, Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("install", Install::new);
        commands.put("uninstall", Uninstall::new);
        return new ToolCommandLine<>("microcontainer", () -> new Suite(programs), Set.of(), Collections.unmodifiableMap(commands));
    }
}
