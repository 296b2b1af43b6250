package io.microcontainer.build.overlay;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a user puts into the image himself.
 *
 * @param entries  by path; the directories are those of the user's tree, the root left out
 * @param warnings sentences about what was left out
 */
public record Overlay(SortedMap<TreePath, Entry> entries, List<String> warnings) {

    /** No files. */
    public static final Overlay NONE = new Overlay(new TreeMap<>(), List.of());

    public Overlay {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        warnings = List.copyOf(warnings);
    }
}
