package io.microcontainer.build.imports;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A tree as an interpreter looks at it: quick answers to whether there is a file, for most questions are answered with no. */
final class Directories {

    /** Sources are smaller; of larger files only the beginning is read. */
    private static final int MAX_SOURCE = 8 << 20;

    private final FileTree tree;
    private final Map<TreePath, Set<String>> names = new HashMap<>();

    Directories(FileTree tree) {
        this.tree = tree;
    }

    FileTree tree() {
        return tree;
    }

    boolean isDirectory(TreePath path) {
        return has(path) && tree.resolve(path).entry().orElse(null) instanceof Entry.Directory;
    }

    boolean isFile(TreePath path) {
        return has(path) && tree.resolve(path).entry().orElse(null) instanceof Entry.RegularFile;
    }

    /** The names in a directory; none if it is no directory. */
    Set<String> names(TreePath directory) {
        return names.computeIfAbsent(directory, _ -> {
            FileTree.Resolution place = tree.resolve(directory);
            return place.entry().orElse(null) instanceof Entry.Directory
                    ? tree.children(place.path()).stream().map(TreePath::name).collect(Collectors.toSet()) : Set.of();
        });
    }

    /** All files below a directory but compiled ones of Python, by the paths that begin with the directory's. */
    List<TreePath> below(TreePath directory) {
        TreePath real = tree.resolve(directory).path();
        return tree.subtree(real).entrySet().stream().filter(each -> !(each.getValue() instanceof Entry.Directory)).map(Map.Entry::getKey)
                .filter(each -> !each.toString().contains("/__pycache__/"))
                .map(each -> real.equals(directory) ? each : TreePath.of(directory + each.toString().substring(real.toString().length()))).toList();
    }

    private boolean has(TreePath path) {
        return path.isRoot() || names(path.parent()).contains(path.name());
    }

    /** The text of a file, bytes that are no UTF-8 as some other characters. */
    static String text(Entry.RegularFile file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** The bytes of a file as characters of one byte. */
    static String latin(Entry.RegularFile file) {
        return new String(bytes(file), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(Entry.RegularFile file) {
        try (InputStream in = file.content().open()) {
            return in.readNBytes(MAX_SOURCE);
        } catch (IOException e) {
            throw new BuildException("cannot read a file of " + ByteText.printable(file.origin().toString()) + ": " + e.getMessage(), e);
        }
    }
}
