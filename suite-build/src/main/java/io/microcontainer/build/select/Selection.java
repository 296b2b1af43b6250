package io.microcontainer.build.select;

import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a tree goes into an image.
 *
 * @param tree     the chosen part
 * @param reasons  why each of its paths is there, the first reason that was met
 * @param machines what its programs and libraries run on
 * @param warnings sentences about what looks wrong but does not stop a build
 * @param missing  sentences about libraries and loaders without which a program cannot start that was chosen by its name
 */
public record Selection(FileTree tree, SortedMap<TreePath, Reason> reasons, SortedSet<Machine> machines,
                        List<String> warnings, List<String> missing) {

    public Selection {
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
        machines = Collections.unmodifiableSortedSet(new TreeSet<>(machines));
        warnings = List.copyOf(warnings);
        missing = List.copyOf(missing);
    }
}
