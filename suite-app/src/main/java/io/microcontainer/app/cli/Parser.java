package io.microcontainer.app.cli;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.session.Session;
import io.microcontainer.api.session.SessionLost;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** A parser for some commands of a tool, lent to one session at a time. The one place that prints errors. */
final class Parser {

    private final String tool;
    private final ToolRoot root;
    private final CommandLine line;
    private Boolean colour;

    Parser(String tool, ToolRoot root) {
        this.tool = tool;
        this.root = root;
        this.line = line(root);
        line.setParameterExceptionHandler((e, words) -> misused(e));
        line.setExecutionExceptionHandler((e, at, parsed) -> failed(e));
    }

    private static CommandLine line(Callable<Integer> command) {
        return new CommandLine(command).setStopAtPositional(command instanceof TakesProgram)
                .setAllowSubcommandsAsOptionParameters(true);
    }

    void add(String name, Callable<Integer> command) {
        line.addSubcommand(name, line(command).setParameterExceptionHandler(line.getParameterExceptionHandler())
                .setExecutionExceptionHandler(line.getExecutionExceptionHandler()));
    }

    int run(Session session, List<String> words) {
        root.lendTo(session);
        try {
            setColour(session.invocation().terminals().contains(1));
            line.setOut(new PrintWriter(session.out(), true));
            line.setErr(new PrintWriter(session.err(), true));
            return line.execute(words.toArray(String[]::new));
        } finally {
            root.lendTo(null);
        }
    }

    private void setColour(boolean wanted) {
        if (colour == null || colour != wanted) {
            line.setColorScheme(CommandLine.Help.defaultColorScheme(wanted ? Ansi.ON : Ansi.OFF));
            colour = wanted;
        }
    }

    private int misused(CommandLine.ParameterException e) {
        CommandLine at = e.getCommandLine();
        String message = e.getMessage();
        List<String> near = List.of();
        if (e instanceof CommandLine.UnmatchedArgumentException u) {
            near = u.getSuggestions();
            if (at == line && !u.isUnknownOption()) {
                message = "there is no command " + u.getUnmatched().getFirst();
            }
        }
        if (!near.isEmpty()) {
            message += ": did you mean " + String.join(" or ", near) + "?";
        }
        report(message + " (see " + at.getCommandSpec().qualifiedName() + " --help)");
        return 2;
    }

    private int failed(Exception e) throws Exception {
        if (e instanceof SessionLost lost) {
            throw lost;
        }
        if (e instanceof SuiteException failure) {
            report(failure.getMessage());
            return failure.exitStatus();
        }
        // The engine's log keeps the trace; the user is told that this is our fault.
        e.printStackTrace();
        report("an error of " + tool + " itself, not of yours: " + e
                + "; the engine's log beside its socket (/run/microcontainer) has the details");
        return 125;
    }

    private void report(String message) {
        root.session().out().flush();
        root.session().err().println(tool + ": " + message);
        root.logError(message);
    }
}
