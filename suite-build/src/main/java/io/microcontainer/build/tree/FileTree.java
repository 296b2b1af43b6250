package io.microcontainer.build.tree;

import io.microcontainer.build.BuildException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of an image, in memory, sorted. Every entry's parent is a directory of the tree; the root always exists.
 * Symlinks are followed as the kernel follows them in a chroot: never out of the tree, forty at most. Not for use by
 * several threads at once while it changes.
 */
public final class FileTree {

    /** MAXSYMLINKS of Linux, see path_resolution(7). */
    public static final int MAX_SYMLINKS = 40;

    private static final Origin IMPLIED = new Origin.Generated("parent directory");

    private final NavigableMap<TreePath, Entry> entries = new TreeMap<>();

    /** A tree with nothing but its root directory. */
    public FileTree() {
        entries.put(TreePath.ROOT, new Entry.Directory(0755, IMPLIED));
    }

    /** A copy that shares no structure. */
    public FileTree copy() {
        var copy = new FileTree();
        copy.entries.putAll(entries);
        return copy;
    }

    /** All entries in order, the root first. Cannot be changed; shows later changes of the tree. */
    public SortedMap<TreePath, Entry> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    /** The number of entries, the root counted. */
    public int size() {
        return entries.size();
    }

    /** What lies at exactly this path; no symlink is followed. */
    public Optional<Entry> get(TreePath path) {
        return Optional.ofNullable(entries.get(path));
    }

    /** The paths of the entries right in a directory, sorted; no symlink is followed. */
    public List<TreePath> children(TreePath directory) {
        List<TreePath> out = new ArrayList<>();
        for (TreePath path = entries.higherKey(directory); path != null && path.startsWith(directory);
                path = entries.ceilingKey(path.afterSubtree())) {
            out.add(path);
        }
        return out;
    }

    /** The entry at a path and all below it, sorted; cannot be changed. No symlink is followed. */
    public SortedMap<TreePath, Entry> subtree(TreePath path) {
        return Collections.unmodifiableSortedMap(below(path));
    }

    /**
     * Where following symlinks leads.
     *
     * @param path  where it ended, all symlinks on the way resolved
     * @param entry what lies there; empty if nothing does
     * @param hops  every symlink that was followed, in the order met
     * @param loop  true if it was given up after {@link #MAX_SYMLINKS} hops (ELOOP)
     */
    public record Resolution(TreePath path, Optional<Entry> entry, Set<TreePath> hops, boolean loop) {
    }

    /** Follows all symlinks of a path, that of its last component too. */
    public Resolution resolve(TreePath path) {
        return walk(path, true);
    }

    /** Follows the symlinks of a path's directories but not that of its last component. */
    public Resolution locate(TreePath path) {
        return walk(path, false);
    }

    /** Follows a text as the kernel does for a process in a directory: {@code ..} leads up from where symlinks led. */
    public Resolution resolve(TreePath directory, String text) {
        return walk(text.startsWith("/") ? TreePath.ROOT : directory, List.of(text.split("/")), true);
    }

    /** Follows a text like {@link #resolve(TreePath, String)} but not the symlink of its last component. */
    public Resolution locate(TreePath directory, String text) {
        return walk(text.startsWith("/") ? TreePath.ROOT : directory, List.of(text.split("/")), false);
    }

    /**
     * Puts an entry at a path, whose directories may be symlinks (so {@code /lib/x} goes to {@code /usr/lib/x} where
     * {@code /lib} is a link); missing directories are made. As RPM has it, a directory never displaces a symlink to a
     * directory. A symlink that takes the place of a directory takes the directory's entries along to its target, so that a
     * merged {@code /usr} comes out the same in whatever order packages are put. Other entries displace what is there.
     *
     * @return the entry that was displaced, if any
     * @throws BuildException if a parent is no directory, a directory's place is taken by a file or the reverse, or
     *                        symlinks loop
     */
    public Optional<Entry> put(TreePath path, Entry entry) {
        TreePath place = place(path);
        Entry there = entries.get(place);
        switch (entry) {
            case Entry.Directory directory when there instanceof Entry.Symlink -> {
                Resolution target = resolve(place);
                if (target.entry().isEmpty() && !target.loop()) {
                    put(target.path(), directory);
                } else if (!(target.entry().orElse(null) instanceof Entry.Directory)) {
                    throw clash(place, there, entry);
                }
                return Optional.empty();
            }
            case Entry.Symlink link when there instanceof Entry.Directory && !place.isRoot() -> {
                moveInto(place, link);
                return Optional.of(there);
            }
            case Entry.Directory _ when there != null && !(there instanceof Entry.Directory) ->
                    throw clash(place, there, entry);
            case Entry.RegularFile _, Entry.Symlink _ when there instanceof Entry.Directory -> throw clash(place, there, entry);
            case Entry.Directory directory when there != null && directory.origin().equals(IMPLIED) -> {
                return Optional.empty();
            }
            default -> {
                return Optional.ofNullable(entries.put(place, entry));
            }
        }
    }

    /**
     * Puts an entry at a path and removes what was there, a whole directory if need be, unless both are directories:
     * what a layer does to the ones below. Directories of the path are followed as in {@link #put}.
     */
    public void replace(TreePath path, Entry entry) {
        TreePath place = place(path);
        if (!(entry instanceof Entry.Directory && entries.get(place) instanceof Entry.Directory)) {
            if (place.isRoot()) {
                throw clash(place, entries.get(place), entry);
            }
            remove(place);
        }
        entries.put(place, entry);
    }

    /** Removes what is at exactly this path, with all below it; the root itself stays. */
    public void remove(TreePath path) {
        if (path.isRoot()) {
            Entry root = entries.get(path);
            entries.clear();
            entries.put(path, root);
        } else {
            below(path).clear();
        }
    }

    private NavigableMap<TreePath, Entry> below(TreePath path) {
        if (path.isRoot()) {
            return entries;
        }
        return entries.subMap(path, true, path.afterSubtree(), false);
    }

    private void moveInto(TreePath place, Entry.Symlink link) {
        var moved = new TreeMap<>(below(place));
        remove(place);
        entries.put(place, link);
        Entry old = moved.remove(place);
        if (moved.isEmpty()) {
            return;
        }
        Resolution target = resolve(place);
        if (target.loop() || target.path().startsWith(place)
                || target.entry().isPresent() && !(target.entry().get() instanceof Entry.Directory)) {
            throw clash(place, old, link);
        }
        for (Map.Entry<TreePath, Entry> each : moved.entrySet()) {
            String rest = each.getKey().toString().substring(place.toString().length());
            put(TreePath.of(target.path() + rest), each.getValue());
        }
    }

    private TreePath place(TreePath path) {
        if (path.isRoot()) {
            return path;
        }
        if (entries.get(path.parent()) instanceof Entry.Directory) {
            return path;
        }
        Resolution parent = resolve(path.parent());
        if (parent.loop()) {
            throw new BuildException("cannot put " + show(path) + " into the image: the symlinks of its directory loop");
        }
        makeDirectories(parent.path(), path);
        return parent.path().child(path.name());
    }

    private void makeDirectories(TreePath directory, TreePath wantedBy) {
        for (TreePath each : directory.lineage()) {
            Entry there = entries.computeIfAbsent(each, _ -> new Entry.Directory(0755, IMPLIED));
            if (!(there instanceof Entry.Directory)) {
                throw new BuildException("cannot put " + show(wantedBy) + " into the image: " + show(each) + " of "
                        + there.origin() + " is no directory");
            }
        }
    }

    private Resolution walk(TreePath path, boolean last) {
        return walk(TreePath.ROOT, path.names(), last);
    }

    private Resolution walk(TreePath from, List<String> names, boolean last) {
        Deque<String> todo = new ArrayDeque<>(names);
        Set<TreePath> hops = new LinkedHashSet<>();
        TreePath at = from;
        int followed = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = at.parent();
                continue;
            }
            TreePath next = at.child(name);
            if (entries.get(next) instanceof Entry.Symlink link && (last || !todo.isEmpty())) {
                hops.add(next);
                if (++followed > MAX_SYMLINKS) {
                    return new Resolution(next, Optional.empty(), hops, true);
                }
                if (link.target().startsWith("/")) {
                    at = TreePath.ROOT;
                }
                String[] parts = link.target().split("/");
                for (int i = parts.length - 1; i >= 0; i--) {
                    todo.push(parts[i]);
                }
            } else {
                at = next;
            }
        }
        return new Resolution(at, Optional.ofNullable(entries.get(at)), hops, false);
    }

    private static BuildException clash(TreePath path, Entry there, Entry comes) {
        return new BuildException(show(path) + " is " + kind(there) + " of " + there.origin() + " but " + kind(comes)
                + " of " + comes.origin() + "; exclude one of them");
    }

    private static String kind(Entry entry) {
        return switch (entry) {
            case Entry.Directory _ -> "a directory";
            case Entry.RegularFile _ -> "a file";
            case Entry.Symlink _ -> "a symlink";
        };
    }

    private static String show(TreePath path) {
        return ByteText.printable(path.toString());
    }
}
