package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.ToolCommandLine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The commands of smith. */
public final class SmithCli {

    private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-c", "--conf", "-d", "--dir", "-i", "--image", "-r", "--repo", "-b",
            "--buildnumber");

    private SmithCli() {
    }

    /** smith's command line. */
    public static ToolCommandLine<?> commandLine() {
        return new ToolCommandLine<>("smith", Build::new, OPTIONS_WITH_VALUE, commands());
    }

    private static Map<String, Function<Build, Callable<Integer>>> commands() {
        Map<String, Function<Build, Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("lock", Lock::new);
        commands.put("update", Update::new);
        commands.put("vendor", Vendor::new);
        commands.put("upload", Upload::new);
        commands.put("download", Download::new);
        commands.put("keygen", Keygen::new);
        commands.put("sign", Sign::new);
        commands.put("verify", Verify::new);
        commands.put("inspect", Inspect::new);
        commands.put("diff", Diff::new);
        commands.put("explain", Explain::new);
        return Collections.unmodifiableMap(commands);
    }
}
