package io.microcontainer.build.erofs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images, read by erofs-utils. */
class ErofsWriterTest {

    private static final Origin ORIGIN = new Origin.Generated("test");

    @TempDir
    private Path directory;

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + size);
        }
        return bytes;
    }

    private static Entry file(int size) {
        return new Entry.RegularFile(0755, Content.of(bytes(size)), ORIGIN);
    }

    private static FileTree tree() {
        FileTree tree = new FileTree();
        for (int size : new int[] { 0, 1, 31, 4063, 4064, 4065, 4095, 4096, 4097, 8192, 12_345, 100_000 }) {
            tree.put(TreePath.of("/files/" + size), file(size));
        }
        // Directories of several blocks, and names of all lengths.
        for (int i = 0; i < 600; i++) {
            tree.put(TreePath.of("/many/" + "n".repeat(1 + i % 200) + i), file(i % 7));
        }
        tree.put(TreePath.of("/links/short"), new Entry.Symlink("../files/1", ORIGIN));
        tree.put(TreePath.of("/links/long"), new Entry.Symlink("/x".repeat(2000), ORIGIN));
        tree.put(TreePath.of("/empty"), new Entry.Directory(0755, ORIGIN));
        return tree;
    }

    private static byte[] image(FileTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ErofsWriter.write(tree, 1_700_000_000, out);
        return out.toByteArray();
    }

    private static void run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", words) + ": " + text);
    }

    @Test
    void allFilesAreReadAsTheyWereWritten() throws IOException, InterruptedException {
        Path image = directory.resolve("image");
        Files.write(image, image(tree()));
        Path out = directory.resolve("out");
        run("fsck.erofs", "--extract=" + out, image.toString());
        for (var each : tree().entries().entrySet()) {
            Path path = out.resolve(each.getKey().relative());
            switch (each.getValue()) {
                case Entry.Directory _ -> assertEquals(true, Files.isDirectory(path), path::toString);
                case Entry.RegularFile file -> assertArrayEquals(file.content().open().readAllBytes(), Files.readAllBytes(path), path::toString);
                case Entry.Symlink link -> assertEquals(link.target(), Files.readSymbolicLink(path).toString());
            }
        }
        try (var files = Files.walk(out)) {
            assertEquals(tree().size(), files.count());
        }
    }

    @Test
    void sameTreeSameBytes() throws IOException {
        assertArrayEquals(image(tree()), image(tree()));
    }

    /** Two files of one content take the blocks of one. */
    @Test
    void contentIsSharedOnce() throws IOException {
        FileTree one = new FileTree();
        one.put(TreePath.of("/a"), file(1 << 20));
        FileTree two = one.copy();
        two.put(TreePath.of("/b"), file(1 << 20));
        assertEquals(image(one).length, image(two).length);
        assertEquals(0, image(one).length % 4096);
        assertEquals((byte) 0xe2, Arrays.copyOfRange(image(one), 1024, 1025)[0]);
    }
}
