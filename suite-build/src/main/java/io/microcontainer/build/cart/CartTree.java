package io.microcontainer.build.cart;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Turns the files of packages or of an image into those of a cart. */
public final class CartTree {

    /** What no tool needs in a session; device files and the like are not in a tree at all. */
    private static final Pattern USELESS = Pattern.compile("/(dev|proc|sys|run|tmp|var|boot|media|mnt|home|srv)/.*"
            + "|/usr/(include|src|games)(/.*)?"
            + "|/usr/share/(doc|man|info|locale|lintian|bug|zoneinfo|bash-completion|applications|pixmaps|icons|metainfo|doc-base)(/.*)?"
            + "|/usr/lib(64)?/(systemd|debug|udev|sysusers\\.d|tmpfiles\\.d)(/.*)?|/etc/(init\\.d|systemd|cron\\..*|logrotate\\.d|apparmor\\.d)(/.*)?"
            + "|.*/__pycache__(/.*)?|/usr/lib(64)?/python[0-9.]*/(test|idlelib|tkinter|turtledemo|ensurepip|lib2to3)(/.*)?"
            + "|.*\\.(a|la|pyc)");

    private CartTree() {
    }

    /**
     * Makes a cart's tree. A tree that is a cart already is taken as it is.
     *
     * @param files    of packages or of an image
     * @param store    keeps files that are changed
     * @param name     what the cart is made of, in a word for the user
     * @param warnings takes sentences about what will not work
     */
    public static FileTree of(FileTree files, ContentStore store, String name, List<String> warnings) {
        if (files.get(CartPlaces.MARK).isPresent()) {
            return files;
        }
        FileTree tree = files.copy();
        List<TreePath> useless = new ArrayList<>(tree.entries().keySet());
        useless.removeIf(path -> !USELESS.matcher(path.toString()).matches());
        useless.forEach(tree::remove);
        plain(tree);
        new ElfMover(tree, store, warnings).move();
        CartFiles.add(tree);
        new TextMover(tree, store).move();
        tree.put(CartPlaces.MARK, CartFiles.made((name + "\n").getBytes(StandardCharsets.UTF_8)));
        return tree;
    }

    /** Everybody may read and run a cart's tools, and nothing of it gives rights: it is mounted without set-user-id. */
    private static void plain(FileTree tree) {
        for (Map.Entry<TreePath, Entry> each : new TreeMap<>(tree.entries()).entrySet()) {
            switch (each.getValue()) {
                case Entry.Directory directory -> tree.put(each.getKey(), new Entry.Directory(0755, directory.origin()));
                case Entry.RegularFile file -> tree.put(each.getKey(), new Entry.RegularFile((file.mode() & 0111) != 0 ? 0755 : 0644,
                        file.content(), file.origin()));
                case Entry.Symlink _ -> { }
            }
        }
    }
}
