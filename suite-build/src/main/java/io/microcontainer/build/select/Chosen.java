package io.microcontainer.build.select;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;

/** The paths chosen so far, each with its first reason and with every symlink on the way to it. */
final class Chosen {

    /** What became of a wish. */
    enum Outcome {
        TAKEN, EXCLUDED, ABSENT
    }

    private final FileTree tree;
    private final Excludes excludes;
    private final SortedMap<TreePath, Reason> reasons = new TreeMap<>();
    private final Deque<TreePath> unread = new ArrayDeque<>();

    Chosen(FileTree tree, Excludes excludes) {
        this.tree = tree;
        this.excludes = excludes;
    }

    /**
     * Takes what a text leads to.
     *
     * @param contents also take what lies in it if it is a directory
     */
    Outcome take(String text, Reason reason, boolean contents) {
        FileTree.Resolution place = tree.resolve(TreePath.ROOT, text);
        if (excludes.touch(place)) {
            return Outcome.EXCLUDED;
        }
        TreePath named = tree.locate(TreePath.ROOT, text).path();
        for (TreePath hop : place.hops()) {
            reasons.putIfAbsent(hop, hop.equals(named) ? reason : new Reason.Hop(named));
        }
        if (place.entry().isEmpty()) {
            // A link to nothing is kept: its target may be there when the container runs, as /proc/mounts is.
            return place.hops().contains(named) ? Outcome.TAKEN : Outcome.ABSENT;
        }
        boolean link = place.hops().contains(named);
        add(place.path(), place.entry().get(), link ? new Reason.Target(named) : reason);
        if (contents && place.entry().get() instanceof Entry.Directory) {
            takeContents(place.path(), reason);
        }
        return Outcome.TAKEN;
    }

    /** Takes a path of the user's own, which no pattern excludes; what a symlink there leads to can be excluded. */
    void takeOwn(TreePath path, Reason reason) {
        FileTree.Resolution place = tree.locate(path);
        place.hops().forEach(hop -> reasons.putIfAbsent(hop, new Reason.Hop(path)));
        place.entry().ifPresent(entry -> {
            add(place.path(), entry, reason);
            if (entry instanceof Entry.Symlink) {
                take(path.toString(), reason, false);
            }
        });
    }

    private void takeContents(TreePath directory, Reason reason) {
        tree.subtree(directory).forEach((path, entry) -> {
            if (entry instanceof Entry.Symlink) {
                take(path.toString(), reason, false);
            } else if (!excludes.contains(path)) {
                add(path, entry, reason);
            }
        });
    }

    private void add(TreePath path, Entry entry, Reason reason) {
        if (reasons.putIfAbsent(path, reason) == null && entry instanceof Entry.RegularFile) {
            unread.add(path);
        }
    }

    /** The next chosen file whose needs nobody has looked at; null if there is none. */
    TreePath nextUnread() {
        return unread.poll();
    }

    SortedMap<TreePath, Reason> reasons() {
        return reasons;
    }

    /** The chosen part of the tree, with the directories that hold it. */
    FileTree toTree() {
        for (TreePath path : reasons.keySet().toArray(TreePath[]::new)) {
            for (TreePath at = path.parent(); reasons.putIfAbsent(at, new Reason.Holds(path)) == null; at = at.parent()) {
                if (at.isRoot()) {
                    break;
                }
            }
        }
        var out = new FileTree();
        reasons.keySet().forEach(path -> out.put(path, tree.get(path).orElseThrow()));
        return out;
    }
}
