package io.microcontainer.build.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTreeTest {

    private final FileTree tree = new FileTree();
    private final Origin origin = new Origin.Package("p-1-1.noarch");

    @Test
    void makesMissingDirectories() {
        tree.put(TreePath.of("/usr/bin/cat"), file("cat"));
        assertEquals(List.of("/", "/usr", "/usr/bin", "/usr/bin/cat"), paths());
    }

    @Test
    void mergedUsrIsTheSameInAnyOrder() {
        tree.put(TreePath.of("/lib"), link("usr/lib"));
        tree.put(TreePath.of("/lib/libc.so"), file("c"));
        tree.put(TreePath.of("/lib"), directory());
        List<String> linkFirst = paths();

        var other = new FileTree();
        other.put(TreePath.of("/lib/libc.so"), file("c"));
        other.put(TreePath.of("/lib"), directory());
        other.put(TreePath.of("/lib"), link("usr/lib"));
        assertEquals(linkFirst, other.entries().keySet().stream().map(TreePath::toString).toList());
        assertEquals(List.of("/", "/lib", "/usr", "/usr/lib", "/usr/lib/libc.so"), linkFirst);
    }

    @Test
    void followsSymlinksAndTellsEveryHop() {
        tree.put(TreePath.of("/usr/lib/libz.so.1.3"), file("z"));
        tree.put(TreePath.of("/usr/lib/libz.so.1"), link("libz.so.1.3"));
        tree.put(TreePath.of("/usr/lib/libz.so"), link("/lib/../lib/libz.so.1"));
        tree.put(TreePath.of("/lib"), link("usr/lib"));
        var found = tree.resolve(TreePath.of("/lib/libz.so"));
        assertEquals("/usr/lib/libz.so.1.3", found.path().toString());
        assertTrue(found.entry().isPresent());
        assertEquals(List.of("/lib", "/usr/lib/libz.so", "/usr/lib/libz.so.1"),
                found.hops().stream().map(TreePath::toString).toList());
        assertEquals("/usr/lib/libz.so", tree.locate(TreePath.of("/lib/libz.so")).path().toString());
    }

    @Test
    void symlinkNeverLeavesTheTree() {
        tree.put(TreePath.of("/a/up"), link("../../../../etc/passwd"));
        tree.put(TreePath.of("/etc/passwd"), file("inside"));
        assertEquals("/etc/passwd", tree.resolve(TreePath.of("/a/up")).path().toString());
    }

    @Test
    void loopIsGivenUp() {
        tree.put(TreePath.of("/a"), link("b"));
        tree.put(TreePath.of("/b"), link("a"));
        assertTrue(tree.resolve(TreePath.of("/a")).loop());
        assertThrows(BuildException.class, () -> tree.put(TreePath.of("/a/x"), file("x")));
    }

    @Test
    void clashesAreErrors() {
        tree.put(TreePath.of("/etc/conf"), directory());
        assertThrows(BuildException.class, () -> tree.put(TreePath.of("/etc/conf"), file("x")));
        tree.put(TreePath.of("/etc/file"), file("x"));
        assertThrows(BuildException.class, () -> tree.put(TreePath.of("/etc/file/below"), file("x")));
        assertThrows(BuildException.class, () -> tree.put(TreePath.ROOT, link("etc")));
    }

    @Test
    void replaceRemovesWhatWasThere() {
        tree.put(TreePath.of("/d/one/two"), file("x"));
        tree.replace(TreePath.of("/d"), file("now a file"));
        assertEquals(List.of("/", "/d"), paths());
        assertInstanceOf(Entry.RegularFile.class, tree.get(TreePath.of("/d")).orElseThrow());
    }

    @Test
    void childrenAndSubtree() {
        for (String each : List.of("/a/b/c", "/a/b-", "/a/d", "/ab", "/a\u0001")) {
            tree.put(TreePath.of(each), file("x"));
        }
        assertEquals(List.of("/a/b", "/a/b-", "/a/d"), tree.children(TreePath.of("/a")).stream().map(TreePath::toString).toList());
        assertEquals(List.of("/a", "/a\u0001", "/ab"), tree.children(TreePath.ROOT).stream().map(TreePath::toString).toList());
        assertEquals(5, tree.subtree(TreePath.of("/a")).size());
        tree.remove(TreePath.of("/a"));
        assertEquals(List.of("/", "/a\u0001", "/ab"), paths());
    }

    private List<String> paths() {
        return tree.entries().keySet().stream().map(TreePath::toString).toList();
    }

    private Entry file(String text) {
        return new Entry.RegularFile(0644, Content.of(text), origin);
    }

    private Entry link(String target) {
        return new Entry.Symlink(target, origin);
    }

    private Entry directory() {
        return new Entry.Directory(0755, origin);
    }
}
