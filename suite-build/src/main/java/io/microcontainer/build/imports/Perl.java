package io.microcontainer.build.imports;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Perl's modules: {@code @INC} is compiled into the interpreter, whose strings name its directories, so that no distribution's layout
 * need be known. perlfunc(1), {@code use} and {@code require}.
 */
public final class Perl implements Language {

    private static final Pattern INTERPRETER = Pattern.compile("perl(5[\\d.]*)?");
    private static final Pattern DIRECTORY = Pattern.compile("(?<=\\x00)(/(?:etc|usr|opt|lib)[\\w./+-]*perl[\\w./+-]*)(?=\\x00)");
    private static final Pattern USE = Pattern.compile("(?m)(?:^|[;{}(])\\s*(?:use|no|require)\\s+([A-Za-z_]\\w*(?:(?:::|')\\w+){0,20})([^;]*)");
    private static final Pattern FILE = Pattern.compile("\\b(?:require|do)\\s*\\(?\\s*['\"]([\\w./-]+\\.p[lmh])['\"]");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*(?:::\\w+){0,20}");
    private static final Pattern PATH = Pattern.compile("['\"(\\s](/[\\w./+-]+)");
    private static final Pattern COMPUTED = Pattern.compile("\\brequire\\s*\\(?\\s*(?:\"[^\"$]{0,200})?[$]|\\beval\\s*\\(?\\s*(?:\"|qq\\W)[^\"]{0,2000}\\b(?:require|use)\\s+[$]"
            + "|\\b(?:load_class|load_module|use_module|require_module)\\b");
    private static final Pattern POD = Pattern.compile("(?ms)^=[a-zA-Z].*?(?:^=cut.*?$|\\z)");
    private static final Pattern END = Pattern.compile("(?ms)^__(?:END|DATA)__\\s*$.*");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*$");
    private static final Set<String> UNICODE = Set.of("charnames", "_charnames", "Unicode::UCD");

    private final Directories directories;
    private final List<String> searchPath;
    private final Set<TreePath> roots = new LinkedHashSet<>();

    /** @param searchPath PERL5LIB of the image */
    public Perl(FileTree tree, List<String> searchPath) {
        this.directories = new Directories(tree);
        this.searchPath = searchPath.stream().filter(each -> each.startsWith("/")).toList();
    }

    @Override
    public String name() {
        return "Perl";
    }

    @Override
    public boolean isInterpreter(String fileName) {
        return INTERPRETER.matcher(fileName).matches();
    }

    @Override
    public boolean isSource(String fileName) {
        return fileName.matches(".*\\.(p[lm]|al|ph)");
    }

    @Override
    public boolean isModuleName(String text) {
        return WORD.matcher(text).matches();
    }

    @Override
    public List<TreePath> all() {
        return roots.stream().flatMap(each -> directories.below(each).stream()).distinct().toList();
    }

    @Override
    public Needs begin(TreePath named, TreePath real, Entry.RegularFile file) {
        searchPath.forEach(this::root);
        // A shared libperl has them too; it lies in one of them, or beside the interpreter's own libraries.
        Stream<Entry.RegularFile> programs = Stream.concat(Stream.of(file), directories.tree().entries().entrySet().stream()
                .filter(each -> each.getKey().name().startsWith("libperl.so")).map(each -> each.getValue()).filter(Entry.RegularFile.class::isInstance)
                .map(Entry.RegularFile.class::cast));
        programs.flatMap(each -> DIRECTORY.matcher(Directories.latin(each)).results()).map(each -> each.group(1)).distinct()
                .filter(each -> TreePath.of(each).toString().equals(each)).sorted(Comparator.comparingInt(Perl::rank)).forEach(this::root);
        var out = new Needs.Gatherer();
        List.of("strict", "warnings", "Config", "Carp", "XSLoader", "DynaLoader", "vars", "lib").forEach(each -> take(each, out));
        return out.needs();
    }

    /** Of directories that may hold the same module those are first that @INC has first. */
    private static int rank(String directory) {
        return directory.startsWith("/etc") ? 0 : directory.contains("/local/") ? 1 : directory.contains("vendor") || directory.contains("perl5") ? 2
                : directory.contains("perl-base") ? 3 : 4;
    }

    private void root(String directory) {
        TreePath path = TreePath.of(directory);
        if (directories.isDirectory(path)) {
            roots.add(path);
        }
    }

    @Override
    public Needs source(TreePath path, Entry.RegularFile file, boolean script) {
        String text = Directories.text(file);
        text = END.matcher(POD.matcher(text).replaceAll("")).replaceAll("");
        text = COMMENT.matcher(text).replaceAll("");
        var out = new Needs.Gatherer();
        boolean own = roots.stream().noneMatch(root -> path.startsWith(directories.tree().resolve(root).path()));
        USE.matcher(text).results().forEach(each -> {
            String module = each.group(1).replace("'", "::");
            if (module.equals("lib")) {
                PATH.matcher(each.group(2)).results().forEach(directory -> root(directory.group(1)));
            } else if (module.equals("base") || module.equals("parent") || module.equals("aliased") || module.equals("if")) {
                WORD.matcher(each.group(2)).results().forEach(name -> take(name.group(), out));
            }
            if (!take(module, out) && own && each.group().strip().startsWith("use ") && !module.matches("[a-z].*")) {
                out.lack(module);
            }
        });
        FILE.matcher(text).results().forEach(each -> {
            for (TreePath root : roots) {
                if (directories.isFile(TreePath.clamped(root + "/" + each.group(1)))) {
                    out.take(TreePath.clamped(root + "/" + each.group(1)), each.group(1));
                    return;
                }
            }
        });
        if (COMPUTED.matcher(text).find()) {
            if (own) {
                out.compute();
            } else {
                below(path, out);
            }
        }
        return out.needs();
    }

    /** All modules whose names begin with that of the module of a file. */
    private void below(TreePath path, Needs.Gatherer out) {
        for (TreePath root : roots) {
            TreePath real = directories.tree().resolve(root).path();
            if (path.startsWith(real) && path.name().endsWith(".pm")) {
                String module = path.toString().substring(real.toString().length() + 1).replaceFirst("\\.pm$", "");
                for (TreePath other : roots) {
                    TreePath directory = TreePath.of(other + "/" + module);
                    if (directories.isDirectory(directory)) {
                        directories.below(directory).stream().filter(each -> each.name().endsWith(".pm")).forEach(each ->
                                take(each.toString().substring(other.toString().length() + 1).replaceFirst("\\.pm$", "").replace("/", "::"), out));
                    }
                }
            }
        }
    }

    /** Libraries come with their modules. */
    @Override
    public Needs library(TreePath path, Entry.RegularFile file) {
        return Needs.NONE;
    }

    @Override
    public Needs module(String module) {
        var out = new Needs.Gatherer();
        if (!take(module, out)) {
            out.lack(module);
        }
        return out.needs();
    }

    /** A module, and what {@code auto} has for it: its library in C, and functions that are loaded when they are called. */
    private boolean take(String module, Needs.Gatherer out) {
        String file = module.replace("::", "/");
        boolean found = false;
        for (TreePath root : roots) {
            TreePath source = TreePath.of(root + "/" + file + ".pm");
            if (!found && directories.isFile(source)) {
                out.take(source, module);
                found = true;
                if (module.equals("Config")) {
                    directories.names(root).stream().filter(each -> each.matches("Config_.*\\.pl")).forEach(each -> out.take(root.child(each), module));
                }
            }
            TreePath auto = TreePath.of(root + "/auto/" + file);
            if (directories.isDirectory(auto)) {
                directories.names(auto).stream().map(auto::child).filter(directories::isFile).forEach(each -> out.take(each, module));
            }
            if (UNICODE.contains(module) && directories.isDirectory(root.child("unicore"))) {
                directories.below(root.child("unicore")).forEach(each -> out.take(each, "unicore"));
            }
        }
        return found;
    }
}
