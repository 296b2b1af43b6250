package io.microcontainer.app.cli;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that stand before railcar's commands: those of runc(8), so that engines can call either. */
@Command(name = "railcar", header = "Runs containers: an OCI runtime.", sortOptions = false)
final class Railcar implements Callable<Integer>, ToolCommandLine.ErrorLog {

    enum LogFormat {
        text, json
    }

    private final Session session;

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

    @Option(names = "--debug", description = "Taken for runc's sake.")
    private boolean debug;

    @Option(names = "--systemd-cgroup", description = "Let systemd make the cgroups.")
    private boolean systemdCgroup;

    @Option(names = "--rootless", paramLabel = "BOOL", arity = "0..1", defaultValue = "auto",
            fallbackValue = "true", description = "true, false or auto: whether missing rights to cgroups are overlooked.")
    private String rootless;

    @Option(names = "--criu", paramLabel = "PATH", hidden = true, description = "Taken for runc's sake.")
    private String criu;

    @Option(names = { "-v", "--version" }, description = "Prints the version.")
    private boolean version;

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Prints this help.")
    private boolean help;

    Railcar(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (version) {
            session.out().println("railcar version " + Version.ofSuite());
            session.out().println("spec: 1.3.0");
            return 0;
        }
        if (spec.commandLine().getParseResult().originalArgs().isEmpty()) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return 0;
        }
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Directory of the containers' state. */
    Path root() {
        if (root != null) {
            return session.resolve(root);
        }
        String runtime = session.invocation().environment().get("XDG_RUNTIME_DIR");
        return session.invocation().uid() != 0 && runtime != null && runtime.startsWith("/")
                ? Path.of(runtime, "railcar") : Path.of("/run/railcar");
    }

    /** Whether cgroups are systemd's. */
    boolean systemdCgroup() {
        return systemdCgroup;
    }

    /** Whether missing rights to cgroups are overlooked. */
    boolean rootless() {
        return switch (rootless.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            case "auto", "" -> session.invocation().uid() != 0;
            default -> throw new ParameterException(spec.commandLine(),
                    "--rootless=" + rootless + ": give true, false or auto");
        };
    }

    /** Adds a line to the log file. A log that cannot be written is no reason to fail in another way than the command does. */
    @Override
    public void error(String message) {
        if (log == null || log.isEmpty()) {
            return;
        }
        String time = DateTimeFormatter.ISO_INSTANT
                .format(Instant.now().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
        String line = logFormat == LogFormat.json
                ? "{\"level\":\"error\",\"msg\":" + quote(message) + ",\"time\":\"" + time + "\"}\n"
                : "time=\"" + time + "\" level=error msg=" + quote(message) + "\n";
        try {
            Files.writeString(session.resolve(log), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            session.err().println("railcar: cannot write to the log " + log + ": " + e.getMessage());
        }
    }

    private static String quote(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }
}
