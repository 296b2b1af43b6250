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

    /** What says which packages are meant, and how they are got. */
    private static final Set<String> OF_PACKAGES = Set.of("-c", "--conf", "-d", "--dir", "-r", "--repo", "-k", "--insecure", "--nogpgcheck", "--offline", "-v",
            "--verbose");
    private static final Set<String> VERBOSE = Set.of("-v", "--verbose");
    private static final Map<String, Set<String>> OPTIONS_BEHIND = Map.ofEntries(Map.entry("lock", OF_PACKAGES), Map.entry("update", OF_PACKAGES),
            Map.entry("vendor", OF_PACKAGES), Map.entry("upload", VERBOSE), Map.entry("download", VERBOSE), Map.entry("keygen", VERBOSE), Map.entry("sign", VERBOSE),
            Map.entry("verify", VERBOSE), Map.entry("inspect", VERBOSE), Map.entry("diff", VERBOSE), Map.entry("explain", VERBOSE));

    private SmithCli() {
    }

    /** smith's command line. */
    public static ToolCommandLine<?> commandLine() {
        return new ToolCommandLine<>("smith", Build::new, OPTIONS_WITH_VALUE, commands(), OPTIONS_BEHIND).commandItself();
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
