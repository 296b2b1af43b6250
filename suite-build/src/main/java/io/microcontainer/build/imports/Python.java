package io.microcontainer.build.imports;

import io.microcontainer.build.imports.PythonSource.Import;
import io.microcontainer.build.imports.PythonSource.Scope;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPython's modules: {@code sys.path} as the module {@code site} and Debian's and Fedora's builds of it make it, without running it. Of
 * what is installed beside the standard library a package is taken whole, with its metadata, for packages read their own files.
 */
public final class Python implements Language {

    private static final Pattern INTERPRETER = Pattern.compile("python(3(\\.\\d+)?)?[a-z]*");
    private static final Pattern VERSIONED = Pattern.compile("python(3\\.\\d+)[a-z]*");
    private static final Pattern STRING = Pattern.compile("(?<=\\x00)([A-Za-z_]\\w*(?:\\.\\w+){0,4})(?=\\x00)");
    /** What every start imports, and what prints the trace of an error. */
    private static final List<String> START = List.of("encodings", "codecs", "io", "abc", "site", "os", "stat", "posixpath", "genericpath", "ntpath",
            "_collections_abc", "_sitebuiltins", "types", "warnings", "importlib", "importlib.abc", "importlib.machinery", "importlib.util",
            "importlib._bootstrap", "importlib._bootstrap_external", "zipimport", "runpy", "pkgutil", "traceback", "linecache", "tokenize", "token",
            "contextlib", "threading", "signal", "copyreg", "reprlib", "locale", "sitecustomize", "usercustomize", "_bootlocale", "__future__");
    /** What modules in C import; they may be part of the interpreter, where no string tells of whom it is. */
    private static final Map<String, List<String>> BUILT_IN = Map.ofEntries(Map.entry("time", List.of("_strptime")), Map.entry("datetime", List.of("_strptime")),
            Map.entry("_datetime", List.of("_strptime")), Map.entry("_pickle", List.of("copyreg", "_compat_pickle")), Map.entry("_decimal", List.of("numbers", "collections")),
            Map.entry("_elementtree", List.of("copy", "xml.etree.ElementPath", "pyexpat")), Map.entry("array", List.of("collections.abc")),
            Map.entry("_zoneinfo", List.of("zoneinfo._common", "zoneinfo._tzpath")), Map.entry("_sqlite3", List.of("sqlite3.dump")),
            Map.entry("_asyncio", List.of("asyncio")), Map.entry("_io", List.of("locale", "os")), Map.entry("_socket", List.of("socket")));
    /** Their functions help who types at a prompt. */
    private static final Set<String> INTERACTIVE = Set.of("site.py", "_sitebuiltins.py");

    private final Directories directories;
    private final List<TreePath> searchPath;
    private final Set<Root> roots = new LinkedHashSet<>();
    private final Map<TreePath, Map<String, String>> modules = new HashMap<>();
    /** Packages that were taken whole. */
    private final Set<TreePath> whole = new HashSet<>();

    /**
     * A directory of {@code sys.path}.
     *
     * @param named by which the interpreter opens it
     * @param real  where it lies
     * @param more  it has packages beside the standard library
     */
    private record Root(TreePath named, TreePath real, boolean more) {
    }

    /** @param searchPath PYTHONPATH of the image */
    public Python(FileTree tree, List<String> searchPath) {
        this.directories = new Directories(tree);
        this.searchPath = searchPath.stream().filter(each -> each.startsWith("/")).map(TreePath::of).toList();
    }

    @Override
    public String name() {
        return "Python";
    }

    @Override
    public boolean isInterpreter(String fileName) {
        return INTERPRETER.matcher(fileName).matches();
    }

    @Override
    public boolean isSource(String fileName) {
        return fileName.endsWith(".py");
    }

    @Override
    public boolean isModuleName(String text) {
        return text.matches("[A-Za-z_]\\w*(\\.\\w+)*");
    }

    @Override
    public List<TreePath> all() {
        return roots.stream().flatMap(each -> directories.below(each.named).stream()).distinct().toList();
    }

    @Override
    public Needs begin(TreePath named, TreePath real, Entry.RegularFile file) {
        searchPath.forEach(each -> root(each, true));
        Set<TreePath> prefixes = new LinkedHashSet<>();
        for (TreePath program : List.of(named, real)) {
            prefixes.add(program.parent().parent());
        }
        prefixes.add(TreePath.of("/usr/local"));
        prefixes.add(TreePath.of("/usr"));
        Matcher versioned = VERSIONED.matcher(real.name());
        var out = new Needs.Gatherer();
        for (TreePath prefix : prefixes) {
            for (String lib : List.of("lib", "lib64")) {
                TreePath directory = prefix.child(lib);
                List<String> versions = versioned.matches() ? List.of("python" + versioned.group(1))
                        : directories.names(directory).stream().filter(each -> each.matches("python3\\.\\d+")).sorted().toList();
                for (String version : versions) {
                    roots(directory.child(version));
                }
                root(directory.child("python3").child("dist-packages"), true);
            }
            TreePath marker = prefix.child("pyvenv.cfg");
            if (directories.isFile(marker)) {
                out.take(marker, "pyvenv.cfg");
            }
        }
        START.forEach(each -> find(each, List.copyOf(roots), out));
        return out.needs();
    }

    private void roots(TreePath library) {
        root(library, false);
        root(library.child("lib-dynload"), false);
        root(library.child("site-packages"), true);
        root(library.child("dist-packages"), true);
    }

    /** Adds a directory, and those that its .pth files name (the module {@code site}). */
    private void root(TreePath directory, boolean more) {
        if (!directories.isDirectory(directory) || !roots.add(new Root(directory, directories.tree().resolve(directory).path(), more)) || !more) {
            return;
        }
        for (String name : directories.names(directory)) {
            if (name.endsWith(".pth") && directories.tree().resolve(directory.child(name)).entry().orElse(null) instanceof Entry.RegularFile file) {
                Directories.text(file).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.matches("(#|import\\s).*"))
                        .forEach(line -> root(line.startsWith("/") ? TreePath.clamped(line) : TreePath.clamped(directory + "/" + line), true));
            }
        }
    }

    @Override
    public Needs source(TreePath path, Entry.RegularFile file, boolean script) {
        Root home = home(path);
        boolean own = home == null || home.more;
        Scope scope = script || home == null ? Scope.SCRIPT : INTERACTIVE.contains(path.name()) ? Scope.OUTERMOST : own ? Scope.MODULE : Scope.LIBRARY;
        PythonSource source = PythonSource.parse(Directories.text(file), scope);
        List<Root> all = new ArrayList<>(roots);
        if (home == null || script) {
            all.addFirst(new Root(path.parent(), path.parent(), false));
        }
        String parent = home == null ? "" : packageOf(path, home);
        var out = new Needs.Gatherer();
        for (Import each : source.imports()) {
            String module = absolute(each, parent);
            List<Root> where = each.level() > 0 && home != null ? List.of(home) : all;
            boolean found = module.isEmpty() || find(module, where, out);
            if (!found && each.sure() && home == null && !isBuiltIn(module)) {
                out.lack(module);
            }
            for (String name : each.names()) {
                if (name.equals("*")) {
                    wholePackage(module, where, out);
                } else if (name.matches("\\w+")) {
                    find(module.isEmpty() ? name : module + "." + name, where, out);
                }
            }
        }
        if (source.computed()) {
            if (home == null) {
                out.compute();
            } else if (!parent.isEmpty()) {
                wholePackage(parent, List.of(home), out);
            }
        }
        source.projects().forEach(each -> project(each, out));
        // Names of its own build are computed there.
        if (path.name().equals("sysconfig.py") || path.parent().name().equals("sysconfig")) {
            roots.forEach(root -> directories.names(root.named).stream().filter(each -> each.startsWith("_sysconfigdata")).forEach(each ->
                    out.take(root.named.child(each), "_sysconfigdata")));
        }
        return out.needs();
    }

    @Override
    public Needs library(TreePath path, Entry.RegularFile file) {
        if (home(path) == null) {
            return Needs.NONE;
        }
        var out = new Needs.Gatherer();
        List<Root> all = List.copyOf(roots);
        STRING.matcher(Directories.latin(file)).results().map(each -> each.group(1)).distinct().filter(each -> !each.equals("test"))
                .forEach(each -> find(each, all, out));
        BUILT_IN.getOrDefault(path.name().replaceFirst("\\..*", ""), List.of()).forEach(each -> find(each, all, out));
        return out.needs();
    }

    @Override
    public Needs module(String module) {
        var out = new Needs.Gatherer();
        List<Root> all = List.copyOf(roots);
        if (!find(module, all, out) && !isBuiltIn(module)) {
            out.lack(module);
        }
        find(module + ".__main__", all, out);
        return out.needs();
    }

    /** Whether it may be a part of the interpreter: what is there without being in a file has no other sign. */
    private static boolean isBuiltIn(String module) {
        return module.startsWith("_") || Set.of("sys", "builtins", "time", "itertools", "math", "posix", "errno", "marshal", "gc", "atexit", "faulthandler", "pwd",
                "array", "binascii", "cmath", "fcntl", "grp", "select", "unicodedata", "zlib", "syslog", "spwd", "xxsubtype", "termios", "resource", "mmap",
                "pyexpat").contains(module.replaceFirst("\\..*", ""));
    }

    /** The root that a path lies in, the deepest of several. */
    private Root home(TreePath path) {
        Root best = null;
        for (Root each : roots) {
            if (path.startsWith(each.real) && (best == null || each.real.startsWith(best.real))) {
                best = each;
            }
        }
        return best;
    }

    private static String packageOf(TreePath path, Root home) {
        List<String> names = path.parent().names();
        return String.join(".", names.subList(home.real.names().size(), names.size()));
    }

    private static String absolute(Import from, String parent) {
        if (from.level() == 0) {
            return from.module();
        }
        String base = parent;
        for (int i = 1; i < from.level(); i++) {
            base = base.contains(".") ? base.substring(0, base.lastIndexOf('.')) : "";
        }
        return base.isEmpty() || from.module().isEmpty() ? base + from.module() : base + "." + from.module();
    }

    /** Takes a module with the packages that hold it. What is left of a name after a module is no module but something in it. */
    private boolean find(String module, List<Root> where, Needs.Gatherer out) {
        String[] names = module.split("\\.");
        BUILT_IN.getOrDefault(module, List.of()).stream().filter(each -> !each.equals(module)).forEach(each -> find(each, where, out));
        for (Root root : where) {
            TreePath at = root.named;
            boolean found = false;
            for (String name : names) {
                TreePath directory = at.child(name);
                TreePath begin = directory.child("__init__.py");
                if (directories.isDirectory(directory)) {
                    if (directories.isFile(begin)) {
                        out.take(begin, module);
                        data(directory, module, out);
                        found = true;
                    } else if (names.length == 1) {
                        // A directory of that name alone is a package without a beginning, which may be an accident.
                        found |= root.more;
                    }
                    at = directory;
                    continue;
                }
                String file = modules(at).get(name);
                if (file != null) {
                    out.take(at.child(file), module);
                    found = true;
                }
                break;
            }
            if (found) {
                if (root.more && whole.add(root.named.child(names[0]))) {
                    installed(root, names[0], out);
                }
                return true;
            }
        }
        return false;
    }

    /** The files of a directory that are modules, by the modules' names: sources before compiled ones, before libraries. */
    private Map<String, String> modules(TreePath directory) {
        return modules.computeIfAbsent(directory, _ -> {
            Map<String, String> out = new HashMap<>();
            for (String ending : List.of(".py", ".pyc", ".so")) {
                for (String file : directories.names(directory)) {
                    int dot = file.indexOf('.');
                    // A library's name says for which build of Python it is: name.cpython-311-x86_64-linux-gnu.so, name.abi3.so.
                    boolean fits = dot > 0 && file.endsWith(ending) && (dot == file.length() - ending.length()
                            || ending.equals(".so") && file.indexOf('.', dot + 1) == file.length() - ending.length());
                    if (fits && directories.isFile(directory.child(file))) {
                        out.putIfAbsent(file.substring(0, dot), file);
                    }
                }
            }
            return out;
        });
    }

    /** Files of a package that are no modules. */
    private void data(TreePath directory, String module, Needs.Gatherer out) {
        directories.names(directory).stream().filter(each -> !each.endsWith(".py") && !each.endsWith(".pyc") && !each.endsWith(".so")).map(directory::child).filter(directories::isFile)
                .forEach(each -> out.take(each, module));
    }

    private void wholePackage(String module, List<Root> where, Needs.Gatherer out) {
        for (Root root : where) {
            TreePath directory = TreePath.of(root.named + "/" + module.replace('.', '/'));
            if (directories.isFile(directory.child("__init__.py"))) {
                directories.names(directory).stream().map(directory::child).filter(directories::isFile).forEach(each -> out.take(each, module));
                return;
            }
        }
    }

    /** All of an installed package, the libraries that wheels bring, and its metadata. */
    private void installed(Root root, String name, Needs.Gatherer out) {
        for (String directory : List.of(name, name + ".libs")) {
            if (directories.isDirectory(root.named.child(directory))) {
                directories.below(root.named.child(directory)).forEach(each -> out.take(each, name));
            }
        }
        for (String each : directories.names(root.named)) {
            if (each.matches(".*\\.(dist|egg)-info") && describes(root.named.child(each), name)) {
                describe(root.named.child(each), name, out);
            }
        }
    }

    /** The metadata of a project, with the modules that it is made of. */
    private void project(String name, Needs.Gatherer out) {
        String wanted = name.replaceAll("[-_.]+", "_");
        for (Root root : roots) {
            for (String each : root.more ? directories.names(root.named) : Set.<String>of()) {
                if (each.matches(".*\\.(dist|egg)-info") && projectOf(each).equalsIgnoreCase(wanted)) {
                    TreePath metadata = root.named.child(each);
                    describe(metadata, name, out);
                    tops(metadata).forEach(top -> find(top, List.of(root), out));
                }
            }
        }
    }

    private void describe(TreePath metadata, String name, Needs.Gatherer out) {
        if (directories.isDirectory(metadata)) {
            directories.below(metadata).forEach(file -> out.take(file, name));
        } else {
            out.take(metadata, name);
        }
    }

    /** The names of what a project installs, as its metadata lists them. */
    private Set<String> tops(TreePath metadata) {
        Set<String> out = new LinkedHashSet<>();
        for (String list : List.of("top_level.txt", "RECORD")) {
            if (directories.tree().resolve(metadata.child(list)).entry().orElse(null) instanceof Entry.RegularFile file) {
                Directories.text(file).lines().map(line -> line.replaceFirst("[/,].*", "").replaceFirst("\\.py$", "")).filter(this::isModuleName).forEach(out::add);
            }
        }
        return out;
    }

    private static String projectOf(String metadata) {
        return metadata.replaceFirst("-.*", "").replaceFirst("\\.(dist|egg)-info$", "").replaceAll("[-_.]+", "_");
    }

    private boolean describes(TreePath metadata, String name) {
        return projectOf(metadata.name()).equalsIgnoreCase(name) || tops(metadata).contains(name);
    }
}
