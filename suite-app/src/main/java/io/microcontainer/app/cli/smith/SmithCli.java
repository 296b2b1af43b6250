package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.ToolCommandLine;
import java.util.Map;
import java.util.Set;

/** The commands of smith. */
public final class SmithCli {

    private SmithCli() {
    }

    /** smith's command line. */
    public static ToolCommandLine<?> commandLine() {
        return new ToolCommandLine<>("smith", Build::new, Set.of(), Map.of());
    }
}
