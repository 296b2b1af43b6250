package io.microcontainer.build.select;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code /etc/ld-musl-ARCH.path}: library directories of musl's dynamic linker, by colon or newline. */
final class MuslPath {

    private static final int MAX_BYTES = 1 << 20;

    private MuslPath() {
    }

    static List<String> read(FileTree tree, TreePath conf) {
        List<String> out = new ArrayList<>();
        if (tree.resolve(conf).entry().orElse(null) instanceof Entry.RegularFile file && file.content().size() <= MAX_BYTES) {
            try (var in = file.content().open()) {
                for (String directory : ByteText.decode(in.readAllBytes()).split("[:\n]")) {
                    if (directory.startsWith("/")) {
                        out.add(directory);
                    }
                }
            } catch (IOException e) {
                throw new BuildException("cannot read " + conf + " of " + file.origin() + ": " + e.getMessage(), e);
            }
        }
        return out;
    }
}
