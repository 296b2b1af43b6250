package io.microcontainer.build.packages;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.packages.Listing.DirectoryItem;
import io.microcontainer.build.packages.Listing.FileItem;
import io.microcontainer.build.packages.Listing.Item;
import io.microcontainer.build.packages.Listing.LinkItem;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lays the files of all packages into one tree. Symbolic links of all packages come first, then directories, then files: so a
 * package's {@code /lib/x} lands where another package's link {@code /lib} leads, whatever their order.
 */
final class TreeMerger {

    private static final String SECURITY_CAPABILITY = "security.capability";

    private record Placed(TreePath path, Item item, Origin origin) {
    }

    private final ContentStore store;
    private final FileTree tree = new FileTree();

    TreeMerger(ContentStore store) {
        this.store = store;
    }

    /**
     * @param listings sorted, for of several directories of one path the first gives the mode
     * @throws BuildException if two packages have different files of one path
     */
    FileTree merge(List<Listing> listings) {
        List<Placed> all = listings.stream().flatMap(listing -> {
            Origin origin = new Origin.Package(listing.nevra().toString());
            return listing.items().stream().map(item -> new Placed(TreePath.of(item.path()), item, origin));
        }).sorted(Comparator.comparing(Placed::path)).toList();
        all.forEach(placed -> {
            if (placed.item() instanceof LinkItem link) {
                put(placed.path(), new Entry.Symlink(link.target(), placed.origin()));
            }
        });
        all.forEach(placed -> {
            if (placed.item() instanceof DirectoryItem directory) {
                putDirectory(placed.path(), directory.mode(), placed.origin());
            }
        });
        all.forEach(placed -> {
            if (placed.item() instanceof FileItem file) {
                put(placed.path(), entry(file, placed.origin()));
            }
        });
        return tree;
    }

    private void putDirectory(TreePath path, int mode, Origin origin) {
        Optional<Entry> there = tree.resolve(path).entry();
        boolean known = there.isPresent() && there.get() instanceof Entry.Directory && there.get().origin() instanceof Origin.Package;
        if (!known) {
            tree.put(path, new Entry.Directory(mode, origin));
        }
    }

    private void put(TreePath path, Entry entry) {
        Optional<Entry> there = tree.locate(path).entry();
        if (there.isPresent() && !(there.get() instanceof Entry.Directory)) {
            if (!isSame(there.get(), entry)) {
                throw new BuildException("file " + ByteText.printable(path.toString()) + " of " + entry.origin() + " conflicts with the one of "
                        + there.get().origin() + ": " + difference(there.get(), entry) + "; leave one of the packages out");
            }
            return;
        }
        tree.put(path, entry);
    }

    private static boolean isSame(Entry a, Entry b) {
        if (a instanceof Entry.RegularFile x && b instanceof Entry.RegularFile y) {
            return x.content().sha256().equals(y.content().sha256()) && x.mode() == y.mode() && x.xattrs().equals(y.xattrs());
        }
        return a instanceof Entry.Symlink x && b instanceof Entry.Symlink y && x.target().equals(y.target());
    }

    private static String difference(Entry a, Entry b) {
        if (a instanceof Entry.RegularFile x && b instanceof Entry.RegularFile y) {
            return !x.content().sha256().equals(y.content().sha256()) ? "their contents differ"
                    : x.mode() != y.mode() ? "their modes are " + Integer.toOctalString(y.mode()) + " and " + Integer.toOctalString(x.mode())
                    : "their capabilities differ";
        }
        return a instanceof Entry.Symlink && b instanceof Entry.Symlink ? "they are symlinks to different targets"
                : "one is a file, the other a symlink";
    }

    private Entry entry(FileItem file, Origin origin) {
        Content content = store.find(file.sha256(), file.size()).orElseThrow(() -> new BuildException("the content of "
                + ByteText.printable(file.path()) + " of " + origin + " has vanished from the cache " + store.directory() + "; build again"));
        SortedMap<String, String> xattrs = new TreeMap<>();
        if (!file.capabilities().isEmpty()) {
            xattrs.put(SECURITY_CAPABILITY, file.capabilities());
        }
        Optional<String> inode = file.inode().isEmpty() ? Optional.empty() : Optional.of(origin + "#" + file.inode());
        return new Entry.RegularFile(file.mode(), content, xattrs, inode, origin);
    }
}
