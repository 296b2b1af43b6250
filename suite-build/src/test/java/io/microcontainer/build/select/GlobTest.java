package io.microcontainer.build.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    private final FileTree tree = new FileTree();
    private final Origin origin = new Origin.Generated("test");

    @BeforeEach
    void fill() {
        for (String path : List.of("/usr/bin/cat", "/usr/bin/.hidden", "/usr/lib64/libc.so.6", "/usr/lib64/a/b/c.so",
                "/etc/{a,b}", "/etc/[x]")) {
            tree.put(TreePath.of(path), new Entry.RegularFile(0644, Content.of(path), origin));
        }
        tree.put(TreePath.of("/lib64"), new Entry.Symlink("usr/lib64", origin));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/usr/bin/cat | /usr/bin/cat", "usr/bin/cat | /usr/bin/cat", "/usr/bin/* | /usr/bin/.hidden /usr/bin/cat",
        "/lib64/libc.so.* | /lib64/libc.so.6", "/lib64 | /lib64", "/usr/*/c?t | /usr/bin/cat", "/usr/bin/[a-c]* | /usr/bin/cat",
        "/usr/bin/[!a-c]* | /usr/bin/.hidden", "/usr/bin/[^a-c]* | /usr/bin/.hidden", "/**/c.so | /usr/lib64/a/b/c.so",
        "/lib64/**/*.so | /lib64/a/b/c.so", "/usr/**/**/cat | /usr/bin/cat", "/etc/{a,b} | /etc/{a,b}", "/etc/\\[x\\] | /etc/[x]",
        "/etc/[[]x] | /etc/[x]", "/usr/bin/cat/x | ''", "/none/* | ''", "/usr/bin/[]c]at | /usr/bin/cat"})
    void expands(String pattern, String expected) {
        List<String> found = Glob.of(pattern.trim()).expand(tree).stream().map(TreePath::toString).toList();
        assertEquals(expected, String.join(" ", found));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/[a", "/usr/[", "/usr/[]", "/a\\", "/../x"})
    void refusesPatternsWithoutEnd(String pattern) {
        assertThrows(BuildException.class, () -> Glob.of(pattern));
    }

    @Test
    void manyStarsTakeNoTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Glob.matches("*a".repeat(500) + "b", "a".repeat(2000)));
    }
}
