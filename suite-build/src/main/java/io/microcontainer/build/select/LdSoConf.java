package io.microcontainer.build.select;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The library directories that {@code /etc/ld.so.conf} of a tree lists, in order: ldconfig(8). */
final class LdSoConf {

    private static final TreePath CONF = TreePath.of("/etc/ld.so.conf");
    private static final int MAX_FILES = 1000;
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final FileTree tree;
    private final Set<TreePath> read = new LinkedHashSet<>();
    private final Set<String> directories = new LinkedHashSet<>();

    private LdSoConf(FileTree tree) {
        this.tree = tree;
    }

    static List<String> directories(FileTree tree) {
        var conf = new LdSoConf(tree);
        conf.read(CONF);
        return new ArrayList<>(conf.directories);
    }

    private void read(TreePath path) {
        FileTree.Resolution place = tree.resolve(path);
        if (!(place.entry().orElse(null) instanceof Entry.RegularFile file) || read.size() >= MAX_FILES
                || file.content().size() > MAX_FILE_BYTES || !read.add(place.path())) {
            return;
        }
        String text;
        try (var in = file.content().open()) {
            text = ByteText.decode(in.readAllBytes());
        } catch (IOException e) {
            throw new BuildException("cannot read " + place.path() + " of " + file.origin() + ": " + e.getMessage(), e);
        }
        for (String line : text.split("\n")) {
            int comment = line.indexOf('#');
            line(path, (comment < 0 ? line : line.substring(0, comment)).trim());
        }
    }

    private void line(TreePath conf, String line) {
        String[] words = line.split("\\s+");
        if (words[0].equals("include")) {
            for (int i = 1; i < words.length; i++) {
                String pattern = words[i].startsWith("/") ? words[i] : conf.parent() + "/" + words[i];
                for (TreePath each : Glob.of(pattern).expand(tree)) {
                    read(each);
                }
            }
        } else if (!words[0].equals("hwcap")) {
            for (String directory : line.split("[\\s:,]+")) {
                int type = directory.indexOf('=');
                String name = type < 0 ? directory : directory.substring(0, type);
                if (name.startsWith("/")) {
                    directories.add(name);
                }
            }
        }
    }
}
