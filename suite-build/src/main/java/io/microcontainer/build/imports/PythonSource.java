package io.microcontainer.build.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The imports of a Python source (the Python Language Reference, 2 and 7.11), wherever they stand but in blocks that do not run when it is
 * imported.
 *
 * @param imports  in order
 * @param computed whether there are imports by computed names
 * @param projects installed projects whose metadata it reads (importlib.metadata, pkg_resources), as scripts that installers make do
 */
record PythonSource(List<Import> imports, boolean computed, List<String> projects) {

    private static final Pattern IMPORT = Pattern.compile("import\\s+(.+)");
    private static final Pattern FROM = Pattern.compile("from\\s*(\\.*)\\s*([\\w.]*)\\s*import\\s*\\(?([^)]*)\\)?.*", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("\\b(?:import_module|__import__)\\(\\s*[rbuRBU]?['\"]([\\w.]+)['\"]\\s*[,)]");
    private static final Pattern COMPUTED = Pattern.compile("(?<!def )\\b(?:import_module|__import__)\\((?!\\s*[rbuRBU]?['\"][\\w.]+['\"]\\s*[,)])\\s*[^\\s)]");
    private static final Pattern PROJECT = Pattern.compile("(?:\\b(?:load_entry_point|distribution|version|metadata|files|requires|get_distribution|require)\\(|"
            + "\\b__requires__\\s*=)\\s*['\"]([A-Za-z0-9][\\w.-]*)");
    private static final Pattern NEVER = Pattern.compile("(el)?if\\s+(__name__\\s*==.*|(typing\\.)?TYPE_CHECKING\\s*):.*", Pattern.DOTALL);
    private static final Pattern SELF_TEST = Pattern.compile("def\\s+(_?test|_?main)\\s*\\(.*", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("(async\\s+)?def\\s.*", Pattern.DOTALL);
    private static final Pattern GUARD = Pattern.compile("(try|except|if|elif|else|with|finally|for|while)\\b.*", Pattern.DOTALL);

    private static final int MAX_LINE = 1 << 16;

    PythonSource {
        imports = List.copyOf(imports);
        projects = List.copyOf(projects);
    }

    /**
     * An import.
     *
     * @param level  how many dots stand before the name
     * @param module may be empty where there are dots
     * @param names  what is imported from it, which may be modules; {@code *} for all
     * @param sure   whether the source cannot be imported without it: at the outermost level, under no condition
     */
    record Import(int level, String module, List<String> names, boolean sure) {
    }

    /** What is left out. */
    enum Scope {
        /** Nothing: the source is run as a script. */
        SCRIPT,
        /** What runs only when it is a script. */
        MODULE,
        /** Also functions that test or run it by themselves: of the standard library. */
        LIBRARY,
        /** All functions. */
        OUTERMOST
    }

    private record Line(int indent, String text) {
    }

    static PythonSource parse(String text, Scope scope) {
        List<Import> out = new ArrayList<>();
        int skip = -1;
        List<Integer> guards = new ArrayList<>();
        for (Line line : lines(text)) {
            if (skip >= 0 && line.indent > skip) {
                continue;
            }
            skip = -1;
            guards.removeIf(each -> each >= line.indent);
            if (scope != Scope.SCRIPT && NEVER.matcher(line.text).matches() || scope == Scope.LIBRARY && SELF_TEST.matcher(line.text).matches()
                    || scope == Scope.OUTERMOST && FUNCTION.matcher(line.text).matches()) {
                skip = line.indent;
                continue;
            }
            boolean guarded = GUARD.matcher(line.text).matches();
            for (String statement : line.text.split("[;:]\\s*(?=import\\b|from\\b)|;")) {
                statement(statement.strip(), line.indent == 0 && guards.isEmpty() && !guarded, out);
            }
            if (guarded || FUNCTION.matcher(line.text).matches()) {
                guards.add(line.indent);
            }
        }
        LITERAL.matcher(text).results().forEach(each -> out.add(new Import(0, each.group(1), List.of(), false)));
        return new PythonSource(out, COMPUTED.matcher(text).find(), PROJECT.matcher(text).results().map(each -> each.group(1)).distinct().toList());
    }

    private static void statement(String text, boolean sure, List<Import> out) {
        Matcher from = FROM.matcher(text);
        if (from.matches() && !(from.group(1).isEmpty() && from.group(2).isEmpty())) {
            List<String> names = new ArrayList<>();
            for (String each : from.group(3).split(",")) {
                String name = each.strip().replaceFirst("\\s+as\\s.*", "");
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
            out.add(new Import(from.group(1).length(), from.group(2), names, sure));
            return;
        }
        Matcher whole = IMPORT.matcher(text);
        if (whole.matches()) {
            for (String each : whole.group(1).split(",")) {
                String name = each.strip().replaceFirst("\\s+as\\s.*", "");
                if (name.matches("[\\w.]+")) {
                    out.add(new Import(0, name, List.of(), sure));
                }
            }
        }
    }

    /** Logical lines, without comments and with empty strings in place of all strings. */
    private static List<Line> lines(String text) {
        List<Line> out = new ArrayList<>();
        var line = new StringBuilder();
        int depth = 0;
        for (int at = 0; at <= text.length(); at++) {
            char c = at < text.length() ? text.charAt(at) : '\n';
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = (end < 0 ? text.length() : end) - 1;
            } else if (c == '"' || c == '\'') {
                at = endOfString(text, at, c) - 1;
                line.append("''");
            } else if (c == '\\' && at + 1 < text.length() && (text.charAt(at + 1) == '\n' || text.charAt(at + 1) == '\r')) {
                at += text.startsWith("\r\n", at + 1) ? 2 : 1;
                line.append(' ');
            } else if (c == '\n' || c == '\r') {
                if (depth > 0 && at < text.length()) {
                    line.append(' ');
                } else {
                    add(line, out);
                    depth = 0;
                }
            } else {
                depth = "([{".indexOf(c) >= 0 ? depth + 1 : ")]}".indexOf(c) >= 0 ? Math.max(0, depth - 1) : depth;
                line.append(c);
            }
        }
        return out;
    }

    private static void add(StringBuilder line, List<Line> out) {
        // Longer ones are tables, and patterns would take long.
        String text = line.length() > MAX_LINE ? "" : line.toString();
        line.setLength(0);
        String stripped = text.strip();
        if (!stripped.isEmpty()) {
            int indent = 0;
            while (text.charAt(indent) == ' ' || text.charAt(indent) == '\t' || text.charAt(indent) == '\f' || text.charAt(indent) == '\ufeff') {
                indent++;
            }
            out.add(new Line(text.startsWith("\ufeff") ? indent - 1 : indent, stripped));
        }
    }

    private static int endOfString(String text, int begin, char quote) {
        String three = String.valueOf(quote).repeat(3);
        boolean isLong = text.startsWith(three, begin);
        for (int at = begin + (isLong ? 3 : 1); at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (isLong ? text.startsWith(three, at) : c == quote) {
                return at + (isLong ? 3 : 1);
            } else if (!isLong && c == '\n') {
                return at;
            }
        }
        return text.length();
    }
}
