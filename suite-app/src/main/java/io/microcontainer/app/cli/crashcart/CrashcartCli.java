package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.ToolCommandLine;
import java.util.Map;
import java.util.Set;

/** The commands of crashcart. */
public final class CrashcartCli {

    private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-i", "--image", "--user", "--root");

    private CrashcartCli() {
    }

    /** crashcart's command line. */
    public static ToolCommandLine<?> commandLine() {
        return new ToolCommandLine<>("crashcart", Crash::new, OPTIONS_WITH_VALUE, Map.of("list", ListTargets::new, "build", BuildCart::new));
    }
}
