package io.microcontainer.build.layer;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree as a layer names it: its paths in order without the root, and for each hard link the path that it is a link to.
 *
 * @param entries what is written
 * @param links   paths that are hard links, each with the earlier path of the same inode
 */
record LayerListing(SortedMap<TreePath, Entry> entries, Map<TreePath, TreePath> links) {

    /** Changes whenever the same tree would give another tar than before. */
    private static final int VERSION = 1;

    static LayerListing of(FileTree tree) {
        SortedMap<TreePath, Entry> entries = new TreeMap<>(tree.entries());
        entries.remove(TreePath.ROOT);
        Map<TreePath, TreePath> links = new HashMap<>();
        Map<String, TreePath> first = new HashMap<>();
        entries.forEach((path, entry) -> {
            if (entry instanceof Entry.RegularFile file && file.inode().isPresent()) {
                // What an inode of one origin holds is the same; content and mode guard against a mistake there.
                String key = file.origin() + "\0" + file.inode().get() + "\0" + file.content().sha256() + "\0" + file.mode();
                TreePath earlier = first.putIfAbsent(key, path);
                if (earlier != null) {
                    links.put(path, earlier);
                }
            }
        });
        return new LayerListing(entries, links);
    }

    /** A digest over all that decides what bytes the layer has. */
    String key(long modificationTime, LayerCompression compression) {
        MessageDigest digest = Content.newSha256();
        update(digest, "layer " + VERSION + " " + compression.key() + " time " + modificationTime);
        entries.forEach((path, entry) -> {
            update(digest, path.toString());
            TreePath link = links.get(path);
            update(digest, link != null ? "hard " + link : switch (entry) {
                case Entry.Directory directory -> "directory " + directory.mode();
                case Entry.RegularFile file -> "file " + file.mode() + " " + file.content().size() + " " + file.content().sha256();
                case Entry.Symlink symlink -> "symlink " + symlink.target();
            });
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(ByteText.encode(text));
        digest.update((byte) 0);
    }
}
