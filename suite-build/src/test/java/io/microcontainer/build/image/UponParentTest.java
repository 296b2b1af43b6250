package io.microcontainer.build.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class UponParentTest {

    private static final Origin ORIGIN = new Origin.Generated("test");

    @Test
    void onlyWhatIsNewGoesIntoTheLayer() {
        FileTree parent = tree("/usr/bin/cat=1", "/usr/lib/libc=1", "/etc/passwd=old");
        FileTree own = tree("/usr/bin/cat=1", "/usr/lib/libc=2", "/etc/passwd=old", "/usr/share/new=1");
        assertEquals(List.of("/", "/usr", "/usr/lib", "/usr/lib/libc", "/usr/share", "/usr/share/new"), difference(own, parent));
        assertEquals(List.of("/"), difference(parent.copy(), parent));
        assertEquals(paths(own), difference(own, new FileTree()));
    }

    @Test
    void filesGoWhereTheParentsLinksLead() {
        FileTree parent = tree("/usr/lib/libc=1");
        parent.put(TreePath.of("/lib"), new Entry.Symlink("usr/lib", ORIGIN));
        assertEquals(List.of("/", "/usr", "/usr/lib", "/usr/lib/libz"), difference(tree("/lib/libz=1", "/lib/libc=1"), parent));
    }

    private static List<String> difference(FileTree tree, FileTree parent) {
        return paths(UponParent.difference(UponParent.union(tree, parent), parent));
    }

    private static FileTree tree(String... files) {
        var tree = new FileTree();
        for (String each : files) {
            String[] parts = each.split("=");
            tree.put(TreePath.of(parts[0]), new Entry.RegularFile(0644, Content.of(parts[1]), ORIGIN));
        }
        return tree;
    }

    private static List<String> paths(FileTree tree) {
        return tree.entries().keySet().stream().map(TreePath::toString).toList();
    }
}
