package io.microcontainer.build.select;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pattern of paths as in smith.yaml: {@code *}, {@code ?} and {@code [a-z]} (negated by {@code ^} or {@code !}) match
 * within a name, a backslash takes the special meaning from what follows, and the name {@code **} matches any number of
 * directories. As in glob(7) but for one thing: a leading dot is matched like any other character. Braces mean themselves.
 */
public final class Glob {

    private static final String ANY_DEPTH = "**";

    private final String pattern;
    private final List<String> names = new ArrayList<>();

    private Glob(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a pattern; a relative one begins at the root.
     *
     * @throws BuildException if a bracket is not closed, a range is empty, or it climbs above the root
     */
    public static Glob of(String pattern) {
        var glob = new Glob(pattern);
        for (String name : TreePath.of(pattern).names()) {
            check(pattern, name);
            if (!name.equals(ANY_DEPTH) || glob.names.isEmpty() || !glob.names.getLast().equals(ANY_DEPTH)) {
                glob.names.add(name);
            }
        }
        return glob;
    }

    /** The pattern of exactly one path, whatever characters it has. */
    public static Glob literal(TreePath path) {
        return of(path.toString().replaceAll("[*?\\[\\\\]", "\\\\$0"));
    }

    /** True if the pattern names one path and has no wildcard. */
    public boolean isLiteral() {
        return names.stream().noneMatch(Glob::isWild);
    }

    /**
     * The paths of a tree that match. Symlinks to directories are walked through where the pattern says more names, so
     * {@code /lib64/libc.so.6} matches though {@code /lib64} is a link; paths come out as matched, not resolved.
     */
    public Collection<TreePath> expand(FileTree tree) {
        Set<TreePath> found = new TreeSet<>(List.of(TreePath.ROOT));
        for (String name : names) {
            Set<TreePath> next = new TreeSet<>();
            for (TreePath path : found) {
                step(tree, path, name, next);
            }
            found = next;
        }
        return found;
    }

    private static void step(FileTree tree, TreePath from, String name, Set<TreePath> out) {
        FileTree.Resolution place = tree.resolve(from);
        if (!(place.entry().orElse(null) instanceof Entry.Directory)) {
            return;
        }
        if (name.equals(ANY_DEPTH)) {
            for (TreePath below : tree.subtree(place.path()).keySet()) {
                out.add(rebased(below, place.path(), from));
            }
        } else if (isWild(name)) {
            for (TreePath child : tree.children(place.path())) {
                if (matches(name, child.name())) {
                    out.add(from.child(child.name()));
                }
            }
        } else {
            TreePath child = from.child(unescaped(name));
            if (tree.locate(child).entry().isPresent()) {
                out.add(child);
            }
        }
    }

    private static TreePath rebased(TreePath below, TreePath real, TreePath named) {
        return real.equals(named) ? below : TreePath.of(named + "/" + below.toString().substring(real.toString().length()));
    }

    /** Matches one name; works in time of the product of both lengths. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            int c = name.codePointAt(n);
            int end = p < pattern.length() ? elementEnd(pattern, p) : -1;
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (end > 0 && elementMatches(pattern, p, end, c)) {
                p = end;
                n += Character.charCount(c);
            } else if (star >= 0) {
                p = star + 1;
                resume += Character.charCount(name.codePointAt(resume));
                n = resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean elementMatches(String pattern, int from, int end, int c) {
        return switch (pattern.charAt(from)) {
            case '?' -> true;
            case '[' -> classMatches(pattern, from, end, c);
            case '\\' -> pattern.codePointAt(from + 1) == c;
            default -> pattern.codePointAt(from) == c;
        };
    }

    private static boolean classMatches(String pattern, int from, int end, int c) {
        int at = from + 1;
        boolean negated = pattern.charAt(at) == '^' || pattern.charAt(at) == '!';
        if (negated) {
            at++;
        }
        boolean found = false;
        while (at < end - 1) {
            if (pattern.charAt(at) == '\\') {
                at++;
            }
            int low = pattern.codePointAt(at);
            at += Character.charCount(low);
            int high = low;
            if (at < end - 2 && pattern.charAt(at) == '-') {
                at += pattern.charAt(at + 1) == '\\' ? 2 : 1;
                high = pattern.codePointAt(at);
                at += Character.charCount(high);
            }
            found |= low <= c && c <= high;
        }
        return found != negated;
    }

    /** Where the element that begins at an index ends, or -1 if it has no end. */
    private static int elementEnd(String pattern, int from) {
        return switch (pattern.charAt(from)) {
            case '\\' -> from + 1 < pattern.length() ? from + 1 + Character.charCount(pattern.codePointAt(from + 1)) : -1;
            case '[' -> classEnd(pattern, from);
            default -> from + Character.charCount(pattern.codePointAt(from));
        };
    }

    private static int classEnd(String pattern, int from) {
        int at = from + 1;
        if (at < pattern.length() && (pattern.charAt(at) == '^' || pattern.charAt(at) == '!')) {
            at++;
        }
        int first = at;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == ']' && at > first) {
                return at + 1;
            }
            at += c == '\\' ? 2 : 1;
        }
        return -1;
    }

    private static void check(String pattern, String name) {
        for (int at = 0; at < name.length(); ) {
            int end = elementEnd(name, at);
            if (end < 0 || end > name.length()) {
                throw new BuildException("pattern \"" + pattern + "\" has \"" + name.charAt(at) + "\" without its end; "
                        + "write \"\\" + name.charAt(at) + "\" if the character itself is meant");
            }
            at = end;
        }
    }

    private static boolean isWild(String name) {
        for (int at = 0; at < name.length(); at = elementEnd(name, at)) {
            if ("*?[".indexOf(name.charAt(at)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String unescaped(String name) {
        return name.indexOf('\\') < 0 ? name : name.replaceAll("\\\\(.)", "$1");
    }

    @Override
    public String toString() {
        return pattern;
    }
}
