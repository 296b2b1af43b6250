package io.microcontainer.build.select;

import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The paths that a user wants out of the image: what the patterns match and all below it, but not the user's own overlay. */
final class Excludes {

    private final Set<TreePath> roots = new HashSet<>();
    private final Set<TreePath> kept;

    Excludes(FileTree tree, List<Glob> patterns, Set<TreePath> kept) {
        this.kept = kept;
        for (Glob pattern : patterns) {
            for (TreePath path : pattern.expand(tree)) {
                if (!path.isRoot()) {
                    roots.add(tree.locate(path).path());
                }
            }
        }
    }

    /** True if this path, with no symlink among its directories, or a directory of it is excluded. */
    boolean contains(TreePath path) {
        if (roots.isEmpty() || kept.contains(path)) {
            return false;
        }
        for (TreePath at = path; !at.isRoot(); at = at.parent()) {
            if (roots.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** True if the place itself or a symlink on the way to it is excluded. */
    boolean touch(FileTree.Resolution place) {
        return contains(place.path()) || place.hops().stream().anyMatch(this::contains);
    }
}
