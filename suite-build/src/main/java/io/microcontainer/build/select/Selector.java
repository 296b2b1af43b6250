package io.microcontainer.build.select;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.elf.DlopenNote;
import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.select.LibrarySearch.Found;
import io.microcontainer.build.select.LibrarySearch.Loaded;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Chooses what of a tree goes into an image: what the patterns match and, without ever running a file of the tree, all
 * that it needs: symlinks, loaders, libraries, interpreters.
 */
public final class Selector {

    private static final List<String> NSS_LIBRARIES = List.of("libnss_files.so.2", "libnss_dns.so.2");

    private final Universe universe;
    private final FileTree tree;
    private final Chosen chosen;
    private final ElfIndex elves;
    private final LibrarySearch search;
    private final LibrarySearch parentSearch;
    private final Set<TreePath> byName = new HashSet<>();
    private final Set<TreePath> loaded = new HashSet<>();
    private final SortedMap<TreePath, ElfFile> libraries = new TreeMap<>();
    private final SortedSet<Machine> machines = new TreeSet<>();
    private final Set<String> sonames = new HashSet<>();
    private final LdSoCache cache;
    private final ModuleSearch modules;
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();

    private Selector(Universe universe, List<Glob> excludes) {
        this.universe = universe;
        this.tree = universe.tree();
        Set<TreePath> own = universe.overlaid().stream().map(each -> tree.locate(each).path()).collect(Collectors.toSet());
        var excluded = new Excludes(tree, excludes, own);
        this.chosen = new Chosen(tree, excluded);
        this.elves = new ElfIndex(warnings);
        this.search = new LibrarySearch(tree, excluded, elves, universe.libraryPath());
        this.parentSearch = new LibrarySearch(universe.parent(), new Excludes(universe.parent(), List.of(), Set.of()), elves,
                universe.libraryPath());
        this.cache = new LdSoCache(tree);
        this.modules = new ModuleSearch(universe, chosen, warnings);
    }

    /**
     * Chooses.
     *
     * @param paths    patterns of what is wanted
     * @param excludes patterns of what is not, with all below it, whatever needs it
     * @param nss      take the libraries that the C library looks up names with
     */
    public static Selection select(Universe universe, List<Glob> paths, List<Glob> excludes, boolean nss) {
        var selector = new Selector(universe, excludes);
        universe.overlaid().stream().sorted().forEach(each -> selector.chosen.takeOwn(each, new Reason.Overlaid()));
        paths.forEach(selector::choose);
        selector.follow();
        if (nss) {
            selector.takeNameServices();
            selector.follow();
        }
        return selector.result();
    }

    private Selection result() {
        FileTree out = chosen.toTree();
        SortedMap<TreePath, Reason> reasons = chosen.reasons();
        cache.file().ifPresent(file -> {
            if (out.get(LdSoCache.PATH).isEmpty()) {
                out.put(LdSoCache.PATH, file);
                reasons.put(LdSoCache.PATH, new Reason.Made("index of libraries outside of the loader's own directories"));
                reasons.putIfAbsent(LdSoCache.PATH.parent(), new Reason.Holds(LdSoCache.PATH));
            }
        });
        return new Selection(out, reasons, machines, List.copyOf(warnings), List.copyOf(missing));
    }

    private void choose(Glob pattern) {
        Collection<TreePath> matches = pattern.expand(tree);
        if (matches.isEmpty() && pattern.expand(universe.parent()).isEmpty()) {
            String sentence = "path \"" + ByteText.printable(pattern.toString()) + "\" matches nothing";
            // A pattern may find nothing in one version of a package; a name that is not there is a mistake.
            if (pattern.isLiteral()) {
                missing.add(sentence + elsewhere(pattern.toString()));
            } else {
                warnings.add(sentence);
            }
        }
        for (TreePath path : matches) {
            chosen.take(path.toString(), new Reason.Chosen(pattern.toString()), true);
            if (pattern.isLiteral()) {
                byName.add(tree.resolve(path).path());
            }
        }
    }

    /** Where files of the same name are. */
    private String elsewhere(String path) {
        String name = path.substring(path.lastIndexOf('/'));
        List<String> same = tree.entries().keySet().stream().map(TreePath::toString).filter(each -> each.endsWith(name)).limit(3)
                .map(ByteText::printable).toList();
        return same.isEmpty() ? " in the packages" : ": did you mean " + String.join(" or ", same) + "?";
    }

    /** Takes what chosen files need until nothing new comes. */
    private void follow() {
        while (true) {
            TreePath path = chosen.nextUnread();
            if (path == null && modules.follow()) {
                continue;
            }
            if (path == null && libraries.isEmpty()) {
                return;
            }
            if (path == null) {
                // Only now is it known which libraries are plugins: those that no program has loaded by itself.
                TreePath plugin = libraries.firstKey();
                ElfFile elf = libraries.remove(plugin);
                if (!loaded.contains(plugin)) {
                    load(plugin, elf);
                }
                continue;
            }
            Entry.RegularFile file = (Entry.RegularFile) tree.get(path).orElseThrow();
            Optional<ElfFile> elf = elves.of(path, file);
            if (elf.isEmpty()) {
                modules.source(path, file);
                script(path, file);
                continue;
            }
            machines.add(Machine.of(elf.get()));
            elf.get().soname().ifPresent(sonames::add);
            if (elf.get().interpreter().isPresent()) {
                interpreter(path, file, elf.get());
                modules.program(path, file);
                load(path, elf.get());
            } else {
                modules.library(path, file);
                libraries.put(path, elf.get());
            }
        }
    }

    private void interpreter(TreePath path, Entry.RegularFile file, ElfFile elf) {
        String interpreter = elf.interpreter().get();
        if (interpreter.startsWith("/")) {
            take(interpreter, new Reason.Interpreter(path), path, path, file, "loader " + interpreter);
        } else {
            warnings.add(show(path) + " of " + file.origin() + " names \"" + ByteText.printable(interpreter)
                    + "\" as its loader, which is no absolute path");
        }
    }

    private void script(TreePath path, Entry.RegularFile file) {
        // Some modules can be run too, which nobody does who imports them.
        if ((file.mode() & 0111) == 0 || chosen.reasons().get(path) instanceof Reason.Imported) {
            return;
        }
        try {
            Optional<Shebang> shebang = Shebang.of(file.content());
            if (shebang.isPresent()) {
                String interpreter = shebang.get().interpreter();
                take(interpreter, new Reason.Shebang(path), path, path, file, "interpreter " + interpreter);
                modules.script(path, file, interpreter);
                shebang.get().program().ifPresent(name -> program(name, path, file));
            }
        } catch (IOException e) {
            throw new BuildException("cannot read " + show(path) + " of " + file.origin() + ": " + e.getMessage(), e);
        }
    }

    /** Takes the program that env(1) would find. */
    private void program(String name, TreePath path, Entry.RegularFile file) {
        if (name.startsWith("/")) {
            take(name, new Reason.Shebang(path), path, path, file, "interpreter " + name);
            modules.script(path, file, name);
            return;
        }
        for (String directory : universe.programPath()) {
            if (directory.startsWith("/") && tree.resolve(TreePath.ROOT, directory + "/" + name).entry().isPresent()) {
                take(directory + "/" + name, new Reason.Shebang(path), path, path, file, "interpreter " + name);
                modules.script(path, file, directory + "/" + name);
                return;
            }
        }
        absent(path, path, file, "interpreter " + name);
    }

    private void take(String text, Reason reason, TreePath root, TreePath by, Entry.RegularFile file, String what) {
        switch (chosen.take(text, reason, false)) {
            case TAKEN -> {
            }
            case EXCLUDED -> excluded(by, file, what);
            case ABSENT -> {
                if (universe.parent().resolve(TreePath.ROOT, text).entry().isEmpty()) {
                    absent(root, by, file, what);
                }
            }
        }
    }

    /** Loads a program, or a plugin, as ld.so does: breadth first, each name once. */
    private void load(TreePath root, ElfFile program) {
        boolean musl = isMusl(program);
        Set<String> names = new HashSet<>();
        Deque<Loaded> queue = new ArrayDeque<>(List.of(new Loaded(root.toString(), program, null)));
        while (!queue.isEmpty()) {
            Loaded by = queue.poll();
            TreePath byPath = tree.resolve(TreePath.ROOT, by.path()).path();
            loaded.add(byPath);
            for (String name : by.elf().needed()) {
                if (names.add(name)) {
                    need(root, program, name, by, byPath, musl).ifPresent(queue::add);
                }
            }
            for (DlopenNote note : by.elf().dlopen()) {
                if (note.priority() != DlopenNote.Priority.SUGGESTED) {
                    open(note, by, byPath, musl).filter(each -> names.add(each.path())).ifPresent(queue::add);
                }
            }
        }
    }

    private Optional<Loaded> need(TreePath root, ElfFile program, String name, Loaded by, TreePath byPath, boolean musl) {
        Entry.RegularFile file = (Entry.RegularFile) tree.get(byPath).orElseThrow();
        return switch (search.find(name, by, musl)) {
            case Found.Library library -> {
                chosen.take(library.path(), new Reason.Needed(byPath, name), false);
                if (!musl) {
                    cache.found(name, library);
                }
                yield Optional.of(new Loaded(library.path(), library.elf(), by));
            }
            case Found.Excluded _ -> {
                excluded(byPath, file, "library " + name);
                yield Optional.empty();
            }
            case Found.Missing _ -> {
                boolean provided = program.interpreter().isEmpty() && sonames.contains(name)
                        || parentSearch.find(name, by, musl) instanceof Found.Library;
                if (!provided) {
                    absent(root, byPath, file, "library " + name);
                }
                yield Optional.empty();
            }
        };
    }

    /** Takes the first library of a note that is there. */
    private Optional<Loaded> open(DlopenNote note, Loaded by, TreePath byPath, boolean musl) {
        for (String name : note.sonames()) {
            if (search.find(name, by, musl) instanceof Found.Library library) {
                chosen.take(library.path(), new Reason.Opened(byPath, name), false);
                if (!musl) {
                    cache.found(name, library);
                }
                return Optional.of(new Loaded(library.path(), library.elf(), by));
            }
        }
        if (note.priority() == DlopenNote.Priority.REQUIRED) {
            warnings.add(show(byPath) + " opens library " + ByteText.printable(String.join(" or ", note.sonames()))
                    + " at run time, which is not there");
        }
        return Optional.empty();
    }

    private void takeNameServices() {
        List<TreePath> files = new ArrayList<>(chosen.reasons().keySet());
        for (TreePath path : files) {
            if (tree.get(path).orElse(null) instanceof Entry.RegularFile file) {
                elves.of(path, file).filter(elf -> elf.soname().equals(Optional.of("libc.so.6"))).ifPresent(libc -> {
                    for (String name : NSS_LIBRARIES) {
                        var by = new Loaded(path.toString(), libc, null);
                        if (search.find(name, by, false) instanceof Found.Library library) {
                            chosen.take(library.path(), new Reason.NameService(), false);
                            cache.found(name, library);
                        }
                    }
                });
            }
        }
    }

    private static boolean isMusl(ElfFile elf) {
        return elf.interpreter().map(path -> path.contains("ld-musl")).orElse(false)
                || elf.needed().stream().anyMatch(name -> name.startsWith("libc.musl-"));
    }

    private void excluded(TreePath by, Entry.RegularFile file, String what) {
        warnings.add(show(by) + " of " + file.origin() + " needs " + ByteText.printable(what) + ", which is excluded");
    }

    private void absent(TreePath root, TreePath by, Entry.RegularFile file, String what) {
        String sentence = show(by) + " of " + file.origin() + " needs " + ByteText.printable(what)
                + (root.equals(by) ? "" : " (to run " + show(root) + ")")
                + ", which no package has; add one that does or put the file into rootfs";
        boolean runs = tree.get(root).orElse(null) instanceof Entry.RegularFile program
                && elves.of(root, program).map(elf -> elf.interpreter().isPresent()).orElse(true);
        (runs && byName.contains(root) ? missing : warnings).add(sentence);
    }

    private static String show(TreePath path) {
        return ByteText.printable(path.toString());
    }
}
