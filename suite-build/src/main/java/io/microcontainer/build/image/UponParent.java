package io.microcontainer.build.image;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.List;

/** What has to be in a layer so that a tree comes to lie upon the layers of a parent image. */
public final class UponParent {

    private UponParent() {
    }

    /** The parent's file system with a tree laid upon it, in the places where the parent's symlinks lead. */
    public static FileTree union(FileTree tree, FileTree parent) {
        FileTree union = parent.copy();
        tree.entries().forEach(union::put);
        return union;
    }

    /**
     * The part of a tree laid upon a parent that the parent does not have yet. It needs no whiteouts: nothing of the parent is taken away but what a file or symlink of the same path hides.
     *
     * @param union made by {@link #union}
     * @return a tree with nothing but its root if the parent has all of it
     */
    public static FileTree difference(FileTree union, FileTree parent) {
        var out = new FileTree();
        List<TreePath> same = new ArrayList<>();
        union.entries().forEach((path, entry) -> {
            if (isSame(entry, parent.get(path).orElse(null))) {
                same.add(path);
            }
            out.put(path, entry);
        });
        // Children first, so that a directory goes only when nothing is left in it.
        for (TreePath path : same.reversed()) {
            if (out.children(path).isEmpty()) {
                out.remove(path);
            }
        }
        return out;
    }

    private static boolean isSame(Entry entry, Entry below) {
        return switch (entry) {
            case Entry.Directory directory -> below instanceof Entry.Directory other && directory.mode() == other.mode();
            case Entry.Symlink link -> below instanceof Entry.Symlink other && link.target().equals(other.target());
            case Entry.RegularFile file -> below instanceof Entry.RegularFile other && file.mode() == other.mode()
                    && file.xattrs().equals(other.xattrs()) && file.content().size() == other.content().size()
                    && file.content().sha256().equals(other.content().sha256());
        };
    }
}
