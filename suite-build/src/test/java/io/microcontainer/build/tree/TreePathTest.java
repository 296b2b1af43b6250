package io.microcontainer.build.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {

    @ParameterizedTest
    @CsvSource({"/usr/bin,/usr/bin", "usr/bin,/usr/bin", "./usr//bin/,/usr/bin", "/a/../b/./c,/b/c", "/,/", "./,/", "/...,/...",
        "/..a/.b,/..a/.b"})
    void normalises(String text, String expected) {
        assertEquals(expected, TreePath.of(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/..", "../etc", "/a/../../etc", "a/b/../../../c"})
    void refusesToLeaveTheImage(String text) {
        assertThrows(BuildException.class, () -> TreePath.of(text));
    }

    @Test
    void refusesNulAndTooLongPaths() {
        assertThrows(BuildException.class, () -> TreePath.of("/a\0b"));
        assertThrows(BuildException.class, () -> TreePath.of("/" + "a".repeat(TreePath.MAX_BYTES)));
    }

    @Test
    void keepsAnyBytes() {
        var random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] name = new byte[1 + random.nextInt(12)];
            random.nextBytes(name);
            for (int i = 0; i < name.length; i++) {
                if (name[i] == 0 || name[i] == '/' || name[i] == '.') {
                    name[i] = 'x';
                }
            }
            byte[] path = new byte[name.length + 1];
            path[0] = '/';
            System.arraycopy(name, 0, path, 1, name.length);
            assertArrayEquals(path, TreePath.of(path).bytes());
        }
    }

    @Test
    void keepsUtf8AsText() {
        assertEquals("/ü/日本/😀", TreePath.of("/ü/日本/😀".getBytes(java.nio.charset.StandardCharsets.UTF_8)).toString());
        assertEquals("/caf\\xe9\\x0a", ByteText.printable(TreePath.of(new byte[] {'/', 'c', 'a', 'f', (byte) 0xe9, '\n'})
                .toString()));
    }

    @Test
    void sortsDirectoryRightBeforeItsEntries() {
        var sorted = new TreeSet<TreePath>();
        for (String text : List.of("/a-b", "/a/c", "/a", "/a!", "/", "/a/b/c", "/a\u0001", "/a/b-")) {
            sorted.add(TreePath.of(text));
        }
        assertEquals(List.of("/", "/a", "/a/b/c", "/a/b-", "/a/c", "/a\u0001", "/a!", "/a-b"),
                sorted.stream().map(TreePath::toString).toList());
    }

    @Test
    void startsWithWholeComponents() {
        assertTrue(TreePath.of("/usr/lib").startsWith(TreePath.of("/usr")));
        assertTrue(TreePath.of("/usr").startsWith(TreePath.ROOT));
        assertTrue(!TreePath.of("/usrlib").startsWith(TreePath.of("/usr")));
    }
}
