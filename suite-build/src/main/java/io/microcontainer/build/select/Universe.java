package io.microcontainer.build.select;

import io.microcontainer.build.imports.Imports;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.List;
import java.util.Set;

/**
 * All that can be chosen from.
 *
 * @param tree        the files of packages or of an image, with the user's rootfs overlay put over them
 * @param overlaid    the paths of the overlay, as the user named them: always chosen, never excluded
 * @param parent      the files of the layers underneath, which are in the image anyway; an empty tree if there are none
 * @param libraryPath LD_LIBRARY_PATH of the image
 * @param programPath PATH of the image
 * @param imports     how modules of interpreted languages are chosen
 */
public record Universe(FileTree tree, Set<TreePath> overlaid, FileTree parent, List<String> libraryPath,
                       List<String> programPath, Imports imports) {

    /** PATH of an image that does not set it. */
    public static final List<String> DEFAULT_PROGRAM_PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    public Universe {
        overlaid = Set.copyOf(overlaid);
        libraryPath = List.copyOf(libraryPath);
        programPath = programPath.isEmpty() ? DEFAULT_PROGRAM_PATH : List.copyOf(programPath);
    }

    /** A tree alone. */
    public Universe(FileTree tree) {
        this(tree, Set.of(), new FileTree(), List.of(), List.of(), Imports.FOLLOWED);
    }
}
