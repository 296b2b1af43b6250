package io.microcontainer.app.cli;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.session.Session;
import io.microcontainer.api.session.SessionLost;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Runs one tool's command with picocli, and is the one place that prints errors. Only the subcommand that is called is
 * looked into; all are when help is asked for or the word is unknown, since reflection on twenty classes would be most of a cold start.
 */
public final class ToolCommandLine {

    /** What failed commands are told to besides standard error, for example a log file. */
    public interface ErrorLog {
        void error(String message);
    }

    /** A command that hands its words on: what follows its first word is another program's, options too. */
    public interface TakesProgram {
    }

    private final String tool;
    private final Session session;
    private final ErrorLog log;
    private final CommandLine line;
    private final Map<String, Supplier<Callable<Integer>>> commands;

    /**
     * @param root     the tool's own options
     * @param commands its subcommands by name, in the order of the help text
     * @param log      hears of errors too
     */
    public ToolCommandLine(String tool, Session session, Callable<Integer> root,
            Map<String, Supplier<Callable<Integer>>> commands, ErrorLog log) {
        this.tool = tool;
        this.session = session;
        this.log = log;
        this.commands = commands;
        this.line = line(root);
    }

    private static CommandLine line(Callable<Integer> command) {
        return new CommandLine(command).setStopAtPositional(command instanceof TakesProgram);
    }

    /**
     * Runs the command that words name.
     *
     * @return exit status: the command's own; 2 for words that make no sense; for a failure what it says
     */
    public int run(List<String> words) {
        String name = firstCommand(words);
        if (name == null) {
            commands.forEach((n, c) -> line.addSubcommand(n, line(c.get())));
        } else {
            line.addSubcommand(name, line(commands.get(name).get()));
        }
        boolean colour = session.invocation().terminals().contains(1);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
        line.setOut(new PrintWriter(session.out(), true));
        line.setErr(new PrintWriter(session.err(), true));
        line.setParameterExceptionHandler((e, args) -> misused(e));
        line.setExecutionExceptionHandler((e, l, parsed) -> failed(e));
        return line.execute(words.toArray(String[]::new));
    }

    /** The subcommand among the words, or null where there is none or its help is not its own. */
    private String firstCommand(List<String> words) {
        Set<String> takers = line.getCommandSpec().optionsMap().entrySet().stream()
                .filter(e -> e.getValue().arity().min() > 0).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                return commands.containsKey(word) ? word : null;
            }
            i += takers.contains(word) ? 1 : 0;
        }
        return null;
    }

    private int misused(CommandLine.ParameterException e) {
        CommandLine at = e.getCommandLine();
        String message = e.getMessage();
        if (e instanceof CommandLine.UnmatchedArgumentException u && at == line && !u.isUnknownOption()) {
            message = "there is no command " + u.getUnmatched().getFirst();
        }
        List<String> near = e instanceof CommandLine.UnmatchedArgumentException u ? u.getSuggestions() : List.of();
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
        session.out().flush();
        session.err().println(tool + ": " + message);
        log.error(message);
    }
}
