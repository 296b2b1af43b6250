package io.microcontainer.build.cart;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Moves what names paths in plain text: the first lines of scripts, and absolute links. */
final class TextMover {

    /** BINPRM_BUF_SIZE of Linux since 5.1: what execve(2) reads of a script. */
    private static final int MAX_LINE = 256;

    private final FileTree tree;
    private final ContentStore store;

    TextMover(FileTree tree, ContentStore store) {
        this.tree = tree;
        this.store = store;
    }

    /** Moves all scripts and links. */
    void move() {
        List<Map.Entry<TreePath, Entry>> all = new ArrayList<>(tree.entries().entrySet().stream().map(e -> Map.entry(e.getKey(), e.getValue())).toList());
        for (Map.Entry<TreePath, Entry> each : all) {
            switch (each.getValue()) {
                case Entry.RegularFile file when (file.mode() & 0111) != 0 -> script(each.getKey(), file);
                case Entry.Symlink link when link.target().startsWith("/") -> tree.put(each.getKey(),
                        new Entry.Symlink(relative(each.getKey(), link.target()), link.origin()));
                default -> { }
            }
        }
    }

    private void script(TreePath path, Entry.RegularFile file) {
        try (InputStream in = file.content().open()) {
            byte[] head = in.readNBytes(MAX_LINE);
            if (head.length < 3 || head[0] != '#' || head[1] != '!') {
                return;
            }
            String text = ByteText.decode(head);
            int slash = 2;
            while (slash < text.length() && (text.charAt(slash) == ' ' || text.charAt(slash) == '\t')) {
                slash++;
            }
            if (slash == text.length() || text.charAt(slash) != '/' || text.startsWith(CartPlaces.ROOT, slash)) {
                return;
            }
            byte[] line = ByteText.encode("#!" + CartPlaces.ROOT + text.substring(slash));
            Content moved = store.put(out -> {
                out.write(line);
                in.transferTo(out);
            });
            tree.put(path, new Entry.RegularFile(file.mode(), moved, file.origin()));
        } catch (IOException e) {
            throw new BuildException("cannot read " + path + " of " + file.origin() + ": " + e.getMessage(), e);
        }
    }

    /** The same place, from the directory that a link lies in: a cart is not mounted at the root. */
    static String relative(TreePath link, String target) {
        TreePath to = TreePath.clamped(target);
        List<String> from = link.parent().names();
        List<String> names = to.names();
        int same = 0;
        while (same < from.size() && same < names.size() && from.get(same).equals(names.get(same))) {
            same++;
        }
        String path = "../".repeat(from.size() - same) + String.join("/", names.subList(same, names.size()));
        return path.isEmpty() ? "." : path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
