package io.microcontainer.build.overlay;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;

/** Lays a user's files over a tree. */
public final class Overlaying {

    private Overlaying() {
    }

    /**
     * Puts all entries of an overlay into a tree. A directory of the overlay goes where a symlink of the tree leads; a file
     * displaces whatever is there.
     */
    public static void put(Overlay overlay, FileTree tree) {
        overlay.entries().forEach((path, entry) -> {
            boolean clash = switch (entry) {
                case Entry.RegularFile _ -> true;
                case Entry.Directory _ -> !(tree.resolve(path).entry().orElse(entry) instanceof Entry.Directory);
                case Entry.Symlink _ -> false;
            };
            if (clash) {
                tree.replace(path, entry);
            } else {
                tree.put(path, entry);
            }
        });
    }
}
