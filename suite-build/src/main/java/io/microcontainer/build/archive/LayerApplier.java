package io.microcontainer.build.archive;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tar.TarEntry;
import io.microcontainer.build.tar.TarReader;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Applies layers to a tree, the lowest first: image-spec layer.md, "Applying Changesets". Names lead nowhere but into the
 * tree: {@code ..} stops at its root and symlinks are followed inside it. Whiteouts act on lower layers only. Devices,
 * fifos and unknown members are not kept, but take away what they would have replaced.
 */
public final class LayerApplier {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** Names that AUFS keeps for itself. */
    private static final String AUFS = ".wh..wh.";

    private final FileTree tree;
    private final ContentStore store;
    private final ArchiveLimits limits;
    private final BiConsumer<TreePath, TarEntry> observer;
    private long entries;
    private long bytes;
    private Origin origin;
    private Set<TreePath> upper;

    /** Applies layers to a tree, which it changes; contents go to a store. */
    public LayerApplier(FileTree tree, ContentStore store, ArchiveLimits limits) {
        this(tree, store, limits, (_, _) -> {
        });
    }

    /**
     * Applies layers to a tree.
     *
     * @param observer hears of each member but whiteouts, with the place in the tree that it went to
     */
    public LayerApplier(FileTree tree, ContentStore store, ArchiveLimits limits, BiConsumer<TreePath, TarEntry> observer) {
        this.observer = observer;
        this.tree = tree;
        this.store = store;
        this.limits = limits;
    }

    /**
     * Applies one layer.
     *
     * @param tar          the uncompressed layer, read to its end marker
     * @param layerOrigin  what new entries are marked with
     * @throws BuildException if a limit is passed or the layer contradicts itself
     */
    public void apply(InputStream tar, Origin layerOrigin) throws IOException {
        origin = layerOrigin;
        upper = new HashSet<>();
        var reader = new TarReader(tar);
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            if (++entries > limits.maxEntries()) {
                throw new BuildException(origin + " has more than " + limits.maxEntries() + " files with the layers below it");
            }
            apply(next.get(), reader);
        }
    }

    private void apply(TarEntry entry, TarReader reader) throws IOException {
        TreePath path = TreePath.clamped(entry.name());
        String name = path.name();
        if (name.startsWith(WHITEOUT)) {
            whiteout(path, name);
            return;
        }
        switch (entry.type()) {
            case DIRECTORY -> put(path, new Entry.Directory(entry.mode(), origin));
            case SYMLINK -> {
                if (entry.link().isEmpty()) {
                    throw new BuildException(show(path) + " of " + origin + " is a symlink to nothing");
                }
                put(path, new Entry.Symlink(entry.link(), origin));
            }
            case FILE -> put(path, file(entry, reader, path));
            case HARD_LINK -> hardLink(path, TreePath.clamped(entry.link()));
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                TreePath place = tree.locate(path).path();
                tree.remove(place);
                upper.remove(place);
            }
            case OTHER -> {
                // A volume label or the like: no file.
            }
        }
        observer.accept(tree.locate(path).path(), entry);
    }

    private Entry file(TarEntry entry, TarReader reader, TreePath path) throws IOException {
        if (entry.size() > limits.maxBytes() - bytes) {
            throw new BuildException(show(path) + " of " + origin + " brings the image beyond " + limits.maxBytes() + " bytes");
        }
        bytes += entry.size();
        Content content = store.put(reader.content(), entry.size());
        if (content.size() != entry.size()) {
            throw new BuildException(show(path) + " of " + origin + " is cut off");
        }
        return new Entry.RegularFile(entry.mode(), content, entry.xattrs(), Optional.empty(), origin);
    }

    private void put(TreePath path, Entry entry) {
        tree.replace(path, entry);
        markUpper(path);
    }

    /** Notes the path and the directories that were made for it, so that a later whiteout of the same layer spares them. */
    private void markUpper(TreePath path) {
        for (TreePath at = tree.locate(path).path(); upper.add(at) && !at.isRoot(); ) {
            at = at.parent();
        }
    }

    private void hardLink(TreePath path, TreePath target) {
        FileTree.Resolution place = tree.locate(target);
        if (place.path().equals(tree.locate(path).path())) {
            return;
        }
        switch (place.entry().orElse(null)) {
            case Entry.RegularFile file -> {
                var shared = new Entry.RegularFile(file.mode(), file.content(), file.xattrs(),
                        Optional.of(file.inode().orElse(place.path().toString())), file.origin());
                tree.replace(place.path(), shared);
                put(path, shared);
            }
            case Entry.Symlink link -> put(path, link);
            case Entry.Directory _ -> throw new BuildException(show(path) + " of " + origin + " is a hard link to the directory "
                    + show(target) + ", which no file system allows");
            case null -> throw new BuildException(show(path) + " of " + origin + " is a hard link to " + show(target)
                    + ", which is not there");
        }
    }

    private void whiteout(TreePath path, String name) {
        TreePath directory = tree.resolve(path.parent()).path();
        if (name.equals(OPAQUE)) {
            tree.children(directory).forEach(this::removeLower);
        } else if (!name.startsWith(AUFS)) {
            String hidden = name.substring(WHITEOUT.length());
            if (!hidden.isEmpty() && !hidden.equals(".") && !hidden.equals("..")) {
                removeLower(directory.child(hidden));
            }
        }
    }

    /** Removes a path and what is below it, but for what this layer itself has put there. */
    private void removeLower(TreePath path) {
        if (!upper.contains(path)) {
            tree.remove(path);
            return;
        }
        List<TreePath> below = new ArrayList<>(tree.subtree(path).keySet());
        for (TreePath each : below.reversed()) {
            if (!upper.contains(each)) {
                tree.remove(each);
            }
        }
    }

    private static String show(TreePath path) {
        return ByteText.printable(path.toString());
    }
}
