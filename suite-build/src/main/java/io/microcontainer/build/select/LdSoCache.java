package io.microcontainer.build.select;

import io.microcontainer.build.select.LibrarySearch.Found;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /etc/ld.so.cache}: glibc's loader does not read ld.so.conf, so libraries in directories that are not built into
 * it are found by this index only, which RPM packages leave to ldconfig(8). Made only where it is needed.
 */
final class LdSoCache {

    static final TreePath PATH = TreePath.of("/etc/ld.so.cache");

    private static final String LIBC = "libc.so.6";

    private final FileTree tree;
    private final LibraryIndex libraries = new LibraryIndex();

    LdSoCache(FileTree tree) {
        this.tree = tree;
    }

    /** Notes a library that a program found under a name. */
    void found(String name, Found.Library library) {
        if (library.byDefault() && LibraryIndex.covers(library.elf()) && name.indexOf('/') < 0) {
            libraries.add(name, library.elf(), library.path());
        }
    }

    /** The file, if a library lies where the loader would not look without it. */
    Optional<Entry.RegularFile> file() {
        Set<TreePath> own = new HashSet<>();
        Set<Machine> machines = new HashSet<>();
        libraries.libraries().forEach((library, path) -> {
            if (library.name().equals(LIBC)) {
                // glibc is built with the two directories of its own libc: with and without /usr.
                String directory = directory(path).replaceFirst("^/usr/", "/");
                own.add(real(directory));
                own.add(real("/usr" + directory));
                machines.add(library.machine());
            }
        });
        boolean needed = libraries.libraries().entrySet().stream().anyMatch(each ->
                machines.contains(each.getKey().machine()) && !own.contains(real(directory(each.getValue()))));
        return needed ? Optional.of(new Entry.RegularFile(0644, Content.of(libraries.encode()),
                new Origin.Generated("library index"))) : Optional.empty();
    }

    private TreePath real(String directory) {
        return tree.resolve(TreePath.ROOT, directory).path();
    }

    private static String directory(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
