package io.microcontainer.build.examine;

import io.microcontainer.build.tree.TreePath;
import java.util.List;
import java.util.Set;

/**
 * What the maker of an image asked for beyond its program.
 *
 * @param files  what is there for its own sake: chosen, laid over, or made
 * @param known  whether anything is known of it; without that, all that the program does not need is unreferenced
 * @param mounts directories to mount over
 * @param root   the program is to run as user 0
 */
public record Asked(Set<TreePath> files, boolean known, List<String> mounts, boolean root) {

    /** Of an image of unknown making. */
    public static final Asked UNKNOWN = new Asked(Set.of(), false, List.of(), false);

    public Asked {
        files = Set.copyOf(files);
        mounts = List.copyOf(mounts);
    }
}
