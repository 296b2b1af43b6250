package io.microcontainer.app.cli;

import io.microcontainer.api.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * One tool's commands. picocli reads a command's annotations when a parser is made, which takes longer than a short
 * command does. So a parser is made for the one subcommand that is called, used by one session at a time, and kept for the next.
 *
 * @param <R> the class of the tool's own options
 */
public final class ToolCommandLine<R extends ToolRoot> {

    /** The parser that knows all commands: for help, and for words that name none. */
    private static final String ALL = "";

    /** The parser that knows the tool's own options only: for a tool that is a command itself. */
    private static final String OWN = "-";

    /** {@code help COMMAND} is as good as {@code COMMAND --help}. */
    private static final String HELP = "help";

    /** How many parsers of one command are kept: after many callers at once the rest is given back. */
    private static final int KEPT = 8;

    private final String tool;
    private final Supplier<R> root;
    private final Map<String, Function<R, Callable<Integer>>> commands;
    private final Set<String> takers;
    private final Map<String, Set<String>> behind;
    private final boolean isCommandItself;
    private final Map<String, Queue<Parser>> idle = new ConcurrentHashMap<>();

    /**
     * @param tool     its name
     * @param root     makes the tool's own options
     * @param takers   those of these options that take a value as the next word
     * @param commands its subcommands by name, in the order of the help text
     */
    public ToolCommandLine(String tool, Supplier<R> root, Set<String> takers,
            Map<String, Function<R, Callable<Integer>>> commands) {
        this(tool, root, takers, commands, Map.of());
    }

    /** @param behind which of the tool's own options, by command, may stand behind the command's name too */
    public ToolCommandLine(String tool, Supplier<R> root, Set<String> takers, Map<String, Function<R, Callable<Integer>>> commands,
            Map<String, Set<String>> behind) {
        this(tool, root, takers, commands, behind, false);
    }

    private ToolCommandLine(String tool, Supplier<R> root, Set<String> takers, Map<String, Function<R, Callable<Integer>>> commands,
            Map<String, Set<String>> behind, boolean isCommandItself) {
        this.tool = tool;
        this.root = root;
        this.takers = takers;
        this.commands = commands;
        this.behind = behind;
        this.isCommandItself = isCommandItself;
    }

    /** This for a tool that does its work without a command, and then shows no list of them. */
    public ToolCommandLine<R> commandItself() {
        return new ToolCommandLine<>(tool, root, takers, commands, behind, true);
    }

    /** Whether a word is one of the tool's commands. */
    public boolean isCommand(String word) {
        return commands.containsKey(word);
    }

    /** A parser of all commands, to be described and never to be run. */
    public CommandLine described() {
        return parser(ALL).line(tool);
    }

    /**
     * Runs the command that words name.
     *
     * @return exit status: the command's own; 2 for words that make no sense; for a failure what it says
     */
    public int run(Session session, List<String> words) {
        return run(tool, session, words);
    }

    /**
     * The same for a tool that was called by another name than its own.
     *
     * @param called the name, for help texts
     */
    public int run(String called, Session session, List<String> words) {
        if (!words.isEmpty() && words.getFirst().equals(HELP)) {
            return run(called, session, words.size() == 1 ? List.of("--help") : List.of(words.get(1), "--help"));
        }
        String first = firstWord(words);
        String name = isCommand(first) ? first : isWholeTool(first, words) ? OWN : ALL;
        Queue<Parser> parsers = idle.computeIfAbsent(name, n -> new ArrayBlockingQueue<>(KEPT));
        Parser parser = parsers.poll();
        if (parser == null) {
            parser = parser(name);
        }
        boolean unknown = !first.isEmpty() && name.equals(ALL) && parser.takesOnlyCommands();
        int status = unknown && asksForHelp(words) ? parser.noHelp(first, session) : parser.run(called, session, ownFirst(first, words));
        parsers.offer(parser);
        return status;
    }

    private Parser parser(String name) {
        R options = root.get();
        Parser parser = new Parser(tool, options);
        if (name.equals(OWN)) {
            return parser;
        }
        if (name.equals(ALL)) {
            commands.forEach((n, command) -> parser.add(n, command.apply(options)));
        } else {
            parser.only(name, commands.get(name).apply(options));
        }
        return parser;
    }

    /** The words with the tool's own options before the command's name. */
    private List<String> ownFirst(String command, List<String> words) {
        Set<String> own = behind.getOrDefault(command, Set.of());
        int at = words.indexOf(command);
        if (own.isEmpty() || at < 0) {
            return words;
        }
        List<String> before = new ArrayList<>(words.subList(0, at));
        List<String> rest = new ArrayList<>(List.of(command));
        for (int i = at + 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean moved = own.contains(word.startsWith("--") ? word.replaceFirst("=.*", "") : word);
            // A flag that is there already says nothing new.
            if (!moved || takers.contains(word) || !before.contains(word)) {
                (moved ? before : rest).add(word);
            }
            if (moved && takers.contains(word) && i + 1 < words.size()) {
                before.add(words.get(++i));
            }
        }
        before.addAll(rest);
        return before;
    }

    /** Whether the tool itself is called, without a command, and no help that would list them. */
    private boolean isWholeTool(String first, List<String> words) {
        return isCommandItself && first.isEmpty() && !asksForHelp(words);
    }

    private static boolean asksForHelp(List<String> words) {
        return words.contains("-h") || words.contains("--help");
    }

    /** The first word that is neither an option nor an option's value; empty if there is none. */
    private String firstWord(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                return word;
            }
            i += takers.contains(word) ? 1 : 0;
        }
        return "";
    }
}
