package io.microcontainer.app.cli.railcar;

import com.fasterxml.jackson.databind.node.TextNode;
import io.microcontainer.app.cli.Version;
import io.microcontainer.app.cli.ToolRoot;
import io.microcontainer.run.container.Host;
import io.microcontainer.run.container.Log;
import io.microcontainer.run.container.RuntimeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that stand before railcar's commands: those of runc(8), so that engines can call either. */
@Command(name = "railcar", header = "Open Container Initiative runtime: runs containers.", sortOptions = false)
final class Railcar extends ToolRoot implements Log {

    enum LogFormat {
        text, json
    }

    @Spec
    private CommandSpec spec;

    @Option(names = { "-r", "--root" }, paramLabel = "DIR",
            description = "Where containers' state is kept (/run/railcar; for others than root $XDG_RUNTIME_DIR/railcar).")
    private String root;

    @Option(names = "--log", paramLabel = "FILE", description = "Errors are added to this file too; engines read it.")
    private String log;

    @Option(names = "--log-format", paramLabel = "FORMAT", defaultValue = "text",
            description = "text or json (default: text).")
    private LogFormat logFormat;

    @Option(names = "--debug", description = "Says more in the log.")
    private boolean debug;

    @Option(names = "--systemd-cgroup", description = "Let systemd make the cgroups.")
    private boolean systemdCgroup;

    @Option(names = "--rootless", paramLabel = "BOOL", arity = "0..1", fallbackValue = "true", hidden = true,
            description = "Taken for runc's sake: railcar looks at its rights itself.")
    private String rootless;

    @Option(names = "--criu", paramLabel = "PATH", hidden = true, description = "Taken for runc's sake.")
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
        return new RuntimeContext(session(), root(), systemdCgroup, this, host);
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
        write("error", message);
    }

    @Override
    public void warning(String message) {
        if (!write("warning", message)) {
            session().err().println("railcar: " + message);
        }
    }

    @Override
    public void debug(String message) {
        if (debug && !write("debug", message)) {
            session().err().println("railcar: " + message);
        }
    }

    /** Adds a line to the log file; false where there is none. A log that cannot be written never makes a command fail. */
    private boolean write(String level, String message) {
        if (log == null || log.isEmpty()) {
            return false;
        }
        String time = DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        String quoted = TextNode.valueOf(message).toString();
        String line = switch (logFormat) {
            case json -> "{\"level\":\"" + level + "\",\"msg\":" + quoted + ",\"time\":\"" + time + "\"}\n";
            case text -> "time=\"" + time + "\" level=" + level + " msg=" + quoted + "\n";
        };
        try {
            Files.writeString(session().resolve(log), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } catch (NoSuchFileException e) {
            session().err().println("railcar: cannot write to the log " + log + ": its directory does not exist");
            return false;
        } catch (IOException e) {
            session().err().println("railcar: cannot write to the log " + log + ": " + e.getMessage());
            return false;
        }
    }
}
