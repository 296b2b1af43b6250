package io.microcontainer.build.layer;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cuts a tree into layers, so that images with packages in common share what they have in common: each of the largest packages has a
 * layer of its own, in the order of names, and all else is in the last one.
 */
public final class LayerSplit {

    private LayerSplit() {
    }

    /**
     * A part of a tree.
     *
     * @param what package that it is from; empty for the rest
     * @param tree its files with their directories
     */
    public record Part(Optional<String> what, FileTree tree) {
    }

    /**
     * Cuts a tree.
     *
     * @param most parts, at least 1
     * @return parts that have something in them; of a tree with nothing but its root none
     */
    public static List<Part> split(FileTree tree, int most) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        tree.entries().forEach((_, entry) -> owner(entry).ifPresent(nevra -> sizes.merge(nevra, size(entry), Long::sum)));
        List<String> large = sizes.entrySet().stream().filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                .limit(most - 1L).map(Map.Entry::getKey).sorted().toList();
        List<Part> out = new ArrayList<>();
        for (String nevra : large) {
            out.add(new Part(Optional.of(nevra), new FileTree()));
        }
        var rest = new Part(Optional.empty(), new FileTree());
        tree.entries().forEach((path, entry) -> {
            int number = owner(entry).map(large::indexOf).orElse(-1);
            Part part = number < 0 ? rest : out.get(number);
            // Directories that only hold what is elsewhere come along with it.
            if (!(entry instanceof Entry.Directory) || number < 0 && holdsNothing(tree, path)) {
                put(part.tree(), path, entry, tree);
            }
        });
        if (rest.tree().size() > 1) {
            out.add(rest);
        }
        return out;
    }

    private static void put(FileTree part, TreePath path, Entry entry, FileTree tree) {
        for (TreePath each : path.parent().lineage()) {
            if (!each.isRoot() && part.get(each).isEmpty()) {
                part.put(each, tree.get(each).orElseThrow());
            }
        }
        part.put(path, entry);
    }

    private static boolean holdsNothing(FileTree tree, TreePath directory) {
        return !directory.isRoot() && tree.children(directory).isEmpty();
    }

    private static Optional<String> owner(Entry entry) {
        return entry.origin() instanceof Origin.Package(String nevra) && !(entry instanceof Entry.Directory) ? Optional.of(nevra) : Optional.empty();
    }

    private static long size(Entry entry) {
        return entry instanceof Entry.RegularFile file ? file.content().size() : 0;
    }
}
