package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.Version;
import io.microcontainer.app.cli.ToolRoot;
import io.microcontainer.run.container.Host;
import io.microcontainer.run.container.RuntimeContext;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that stand before railcar's commands: those of runc(8), so that engines can call either. */
@Command(name = "railcar", header = "Open Container Initiative runtime: runs containers.", sortOptions = false)
final class Railcar extends ToolRoot {

    @Spec
    private CommandSpec spec;

    @Option(names = { "-r", "--root" }, paramLabel = "DIR",
            description = "Where containers' state is kept (/run/railcar; for others than root $XDG_RUNTIME_DIR/railcar).")
    private String root;

    @Option(names = "--log", paramLabel = "FILE", description = "Errors are added to this file too; engines read it.")
    private String log;

    @Option(names = "--log-format", paramLabel = "FORMAT", defaultValue = "text",
            description = "text or json (default: text).")
    private RailcarLog.Format logFormat;

    @Option(names = "--debug", description = "Say in the log what is decided and done, and when: each step of a plan.")
    private boolean debug;

    @Option(names = "--systemd-cgroup", description = "Let systemd make the cgroups.")
    private boolean systemdCgroup;

    @Option(names = "--rootless", paramLabel = "BOOL", arity = "0..1", fallbackValue = "true", hidden = true,
            description = "Taken for runc's sake: railcar looks at its rights itself.")
    private String rootless;

    @Option(names = "--criu", paramLabel = "PATH", description = "CRIU's program, for checkpoint and restore (default: criu on PATH).")
    private String criu;

    @Option(names = { "-v", "--version" }, description = "Prints the version.")
    private boolean version;

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Prints this help.")
    private boolean help;

    private final Host host;

    Railcar(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (version) {
            String name = spec.commandLine().getCommandName();
            session().out().println(name + " version " + Version.ofSuite() + (name.equals("railcar") ? "" : " (railcar)"));
            // Debian's runc has its package's version here too; Docker reads the line.
            session().out().println("commit: " + Version.ofSuite());
            session().out().println("spec: 1.3.0");
            return 0;
        }
        if (spec.commandLine().getParseResult().originalArgs().isEmpty()) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return 0;
        }
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** What a command of this call works in. */
    RuntimeContext context() {
        return new RuntimeContext(session(), root(), systemdCgroup, log(), host);
    }

    /** CRIU's program as the user names it. */
    Optional<String> criu() {
        return CriuFlags.given(criu);
    }

    /** Directory of the containers' state. */
    private Path root() {
        if (root != null) {
            return session().resolve(root);
        }
        String runtime = session().invocation().environment().get("XDG_RUNTIME_DIR");
        return session().invocation().uid() != 0 && runtime != null && runtime.startsWith("/")
                ? Path.of(runtime, "railcar") : Path.of("/run/railcar");
    }

    @Override
    protected void logError(String message) {
        log().error(message);
    }

    private RailcarLog log() {
        return new RailcarLog(session(), log == null ? "" : log, logFormat, debug, System.nanoTime());
    }
}
