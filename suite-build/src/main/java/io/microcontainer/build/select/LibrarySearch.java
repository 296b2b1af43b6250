package io.microcontainer.build.select;

import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds libraries where the loader of a tree would: ld.so(8) for glibc, musl's dynamic linker where the program asks for
 * it. Subdirectories for certain processors (glibc-hwcaps) are looked into only when there is no plain library.
 *
 * <p>Paths are texts here, as the loader would open them: {@code $ORIGIN/../lib} leads up from where symlinks led.
 */
final class LibrarySearch {

    private final FileTree tree;
    private final Excludes excludes;
    private final ElfIndex elves;
    private final List<String> libraryPath;
    private final List<String> configured;

    /** How a search ended. */
    sealed interface Found {

        /**
         * The library is there.
         *
         * @param path      as the loader would open it
         * @param byDefault found in a directory of ld.so.conf or a built-in one
         */
        record Library(String path, ElfFile elf, boolean byDefault) implements Found {
        }

        /** It is there but the user excludes it. */
        record Excluded() implements Found {
        }

        /** It is nowhere. */
        record Missing() implements Found {
        }
    }

    /**
     * A loaded object of a process.
     *
     * @param path   as opened
     * @param loader what needed it; null for the program itself
     */
    record Loaded(String path, ElfFile elf, Loaded loader) {
    }

    LibrarySearch(FileTree tree, Excludes excludes, ElfIndex elves, List<String> libraryPath) {
        this.tree = tree;
        this.excludes = excludes;
        this.elves = elves;
        this.libraryPath = libraryPath.stream().filter(each -> each.startsWith("/")).toList();
        this.configured = LdSoConf.directories(tree);
    }

    /** Finds the library of that name for an object. */
    Found find(String name, Loaded by, boolean musl) {
        int slash = name.lastIndexOf('/');
        if (slash >= 0) {
            return name.startsWith("/") && !name.endsWith("/")
                    ? among(List.of(name.substring(0, slash)), name.substring(slash + 1), by.elf, false) : new Found.Missing();
        }
        Found own = among(ownDirectories(by, musl), name, by.elf, false);
        if (own instanceof Found.Library || by.elf.noDefaultDirectories()) {
            return own;
        }
        List<String> defaults = musl ? muslDirectories(Machine.of(by.elf)) : glibcDirectories(Machine.of(by.elf));
        Found plain = among(defaults, name, by.elf, true);
        if (plain instanceof Found.Library) {
            return plain;
        }
        Found special = among(hwcaps(defaults), name, by.elf, true);
        if (special instanceof Found.Missing) {
            return own instanceof Found.Excluded ? own : plain;
        }
        return special;
    }

    private Found among(Iterable<String> directories, String name, ElfFile program, boolean byDefault) {
        boolean excluded = false;
        for (String directory : directories) {
            String path = directory + "/" + name;
            FileTree.Resolution place = tree.resolve(TreePath.ROOT, path);
            if (place.entry().orElse(null) instanceof Entry.RegularFile file) {
                ElfFile elf = elves.of(place.path(), file).filter(program::fits).orElse(null);
                if (elf != null && !excludes.touch(place)) {
                    return new Found.Library(path, elf, byDefault);
                }
                excluded |= elf != null;
            }
        }
        return excluded ? new Found.Excluded() : new Found.Missing();
    }

    /**
     * RPATH of the object and of those that led to it unless it has a RUNPATH, then LD_LIBRARY_PATH, then its RUNPATH. musl
     * makes no difference between the two and searches both after LD_LIBRARY_PATH, those of the loaders too.
     */
    private Set<String> ownDirectories(Loaded by, boolean musl) {
        Set<String> out = new LinkedHashSet<>();
        if (musl) {
            out.addAll(libraryPath);
            for (Loaded each = by; each != null; each = each.loader) {
                out.addAll(expand(each.elf.runpath().isEmpty() ? each.elf.rpath() : each.elf.runpath(), each));
            }
            return out;
        }
        if (by.elf.runpath().isEmpty()) {
            for (Loaded each = by; each != null; each = each.loader) {
                if (each.elf.runpath().isEmpty()) {
                    out.addAll(expand(each.elf.rpath(), each));
                }
            }
        }
        out.addAll(libraryPath);
        out.addAll(expand(by.elf.runpath(), by));
        return out;
    }

    /** Replaces the dynamic string tokens; an element that is empty or relative means the working directory: left out. */
    private List<String> expand(List<String> elements, Loaded by) {
        Machine machine = Machine.of(by.elf);
        Set<String> origins = new LinkedHashSet<>();
        if (by.loader != null) {
            origins.add(directory(by.path));
        }
        // The kernel tells a program its path with all symlinks resolved, and some loaders do so for libraries.
        origins.add(directory(tree.resolve(TreePath.ROOT, by.path).path().toString()));
        List<String> out = new ArrayList<>();
        for (String element : elements) {
            for (String origin : origins) {
                for (String lib : List.of("lib/" + machine.multiarch(), by.elf.bits() == 64 ? "lib64" : "lib", "lib")) {
                    String path = token(token(token(element, "ORIGIN", origin), "LIB", lib), "PLATFORM", machine.platform());
                    if (path.startsWith("/")) {
                        out.add(path);
                    }
                }
            }
        }
        return out;
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String token(String text, String name, String value) {
        return text.replace("${" + name + "}", value).replace("$" + name, value);
    }

    private List<String> glibcDirectories(Machine machine) {
        Set<String> out = new LinkedHashSet<>(configured);
        if (!machine.multiarch().isEmpty()) {
            out.add("/lib/" + machine.multiarch());
            out.add("/usr/lib/" + machine.multiarch());
        }
        if (machine.bits() == 64) {
            out.add("/lib64");
            out.add("/usr/lib64");
        }
        out.add("/lib");
        out.add("/usr/lib");
        return List.copyOf(out);
    }

    private List<String> muslDirectories(Machine machine) {
        String name = machine.platform().equals("i686") ? "i386" : machine.platform();
        List<String> out = new ArrayList<>();
        for (TreePath conf : Glob.of("/etc/ld-musl-*.path").expand(tree)) {
            if (!name.isEmpty() && conf.name().contains(name)) {
                out.addAll(MuslPath.read(tree, conf));
            }
        }
        return out.isEmpty() ? List.of("/lib", "/usr/local/lib", "/usr/lib") : out;
    }

    private List<String> hwcaps(List<String> directories) {
        List<String> out = new ArrayList<>();
        for (String directory : directories) {
            TreePath real = tree.resolve(TreePath.ROOT, directory + "/glibc-hwcaps").path();
            if (tree.get(real).isPresent()) {
                tree.children(real).forEach(each -> out.add(directory + "/glibc-hwcaps/" + each.name()));
            }
        }
        return out;
    }
}
