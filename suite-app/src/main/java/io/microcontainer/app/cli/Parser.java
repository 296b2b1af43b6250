package io.microcontainer.app.cli;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.session.Session;
import io.microcontainer.api.session.SessionLost;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A parser for some commands of a tool, lent to one session at a time. The one place that prints errors. */
final class Parser {

    /** Lines of a synopsis may be indented by up to this part of the width. */
    private static final double SYNOPSIS_SHARE = 0.5;

    private final String tool;
    private final ToolRoot root;
    private final CommandLine line;
    private PlainWords plain;
    private Callable<Integer> only;
    private Boolean colour;

    Parser(String tool, ToolRoot root) {
        this.tool = tool;
        this.root = root;
        this.line = line(root);
        if (root instanceof TakesProgram) {
            only = root;
            plain = new PlainWords(line.getCommandSpec());
        }
        line.setParameterExceptionHandler((e, words) -> misused(e));
        line.setExecutionExceptionHandler((e, at, parsed) -> failed(e));
    }

    private static CommandLine line(Callable<Integer> command) {
        CommandLine line = new CommandLine(command).setStopAtPositional(command instanceof TakesProgram)
                .setAllowSubcommandsAsOptionParameters(true);
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        // The layout of runc's help; tools that wrap runc look for its first lines.
        usage.headerHeading("NAME:%n   ${COMMAND-FULL-NAME} - ");
        usage.synopsisHeading("%nUSAGE:%n   ").synopsisAutoIndentThreshold(SYNOPSIS_SHARE);
        usage.parameterListHeading("%nARGUMENTS:%n").optionListHeading("%nOPTIONS:%n").commandListHeading("%nCOMMANDS:%n");
        return line;
    }

    /** Adds the one command that this parser is for. */
    void only(String name, Callable<Integer> command) {
        add(name, command);
        only = command;
        plain = new PlainWords(line.getCommandSpec(), line.getSubcommands().get(name).getCommandSpec());
    }

    void add(String name, Callable<Integer> command) {
        line.addSubcommand(name, line(command).setParameterExceptionHandler(line.getParameterExceptionHandler())
                .setExecutionExceptionHandler(line.getExecutionExceptionHandler()));
    }

    /** The parser itself, under a name. */
    CommandLine line(String name) {
        return line.setCommandName(name);
    }

    /** @param name that the tool was called by, for help texts */
    int run(String name, Session session, List<String> words) {
        root.lendTo(session);
        line.setCommandName(name);
        try {
            if (plain != null) {
                if (plain.read(words)) {
                    return call();
                }
                plain.forget();
            }
            setColour(session.invocation().terminals().contains(1));
            line.setOut(new PrintWriter(session.out(), true));
            line.setErr(new PrintWriter(session.err(), true));
            return line.execute(words.toArray(String[]::new));
        } finally {
            root.lendTo(null);
        }
    }

    /** Runs the only command, whose fields are filled, as picocli would. */
    private int call() {
        try {
            return only.call();
        } catch (CommandLine.ParameterException e) {
            return misused(e);
        } catch (Exception e) {
            return failed(e);
        }
    }

    /** Whether its words are options and commands only, so that any other word is a mistake. */
    boolean takesOnlyCommands() {
        return line.getCommandSpec().positionalParameters().isEmpty();
    }

    /** Help was asked for on a word that is no command: picocli would help on the whole tool, and call that a success. */
    int noHelp(String topic, Session session) {
        root.lendTo(session);
        try {
            report("No help topic for '" + topic + "' (see " + tool + " --help)");
            return line.getCommandSpec().exitCodeOnInvalidInput();
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

    private int failed(Exception e) {
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
