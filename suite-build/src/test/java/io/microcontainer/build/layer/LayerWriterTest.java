package io.microcontainer.build.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerWriterTest {

    private static final Origin ORIGIN = new Origin.Generated("test");

    @TempDir
    private Path directory;

    @Test
    void sameTreeSameBytesInEveryStore() throws IOException {
        Layer one = new LayerWriter(ContentStore.open(directory.resolve("a")), 0, LayerCompression.GZIP).write(tree());
        Layer two = new LayerWriter(ContentStore.open(directory.resolve("b")), 0, LayerCompression.GZIP).write(tree());
        assertEquals(one.descriptor(), two.descriptor());
        assertEquals(one.diffId(), two.diffId());
        assertNotEquals(one.diffId(), new LayerWriter(ContentStore.open(directory.resolve("a")), 5, LayerCompression.GZIP).write(tree()).diffId());
        assertEquals(one.descriptor().digest().encoded(), one.blob().sha256());
    }

    @Test
    void packedLayerIsFoundAgain() throws IOException {
        ContentStore store = ContentStore.open(directory.resolve("a"));
        Layer one = new LayerWriter(store, 0, LayerCompression.GZIP).write(tree());
        Path blob = directory.resolve("a/sha256").resolve(one.blob().sha256().substring(0, 2)).resolve(one.blob().sha256());
        Object written = Files.getAttribute(blob, "unix:ino");
        assertEquals(one.descriptor(), new LayerWriter(store, 0, LayerCompression.GZIP).write(tree()).descriptor());
        assertEquals(written, Files.getAttribute(blob, "unix:ino"));
        store.forget(one.blob().sha256());
        assertEquals(one.descriptor(), new LayerWriter(store, 0, LayerCompression.GZIP).write(tree()).descriptor());
    }

    @Test
    void zstdIsTheSameForAnyNumberOfWorkers() throws Exception {
        byte[] bytes = new byte[20 << 20];
        var random = new Random(3);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : i >> 8);
        }
        List<String> digests = new ArrayList<>();
        for (int workers : new int[] {1, 2, 5}) {
            var out = new ByteArrayOutputStream();
            try (OutputStream zstd = LayerCompression.zstd(out, workers)) {
                zstd.write(bytes);
            }
            digests.add(Content.of(out.toByteArray()).sha256());
        }
        assertEquals(1, Set.copyOf(digests).size(), digests::toString);
        Layer layer = new LayerWriter(ContentStore.open(directory.resolve("a")), 0, LayerCompression.ZSTD).write(tree());
        Path file = directory.resolve("layer.tar.zst");
        try (var in = layer.blob().open()) {
            Files.copy(in, file);
        }
        assertEquals(layer.diffId().encoded() + "  -\n", HostTree.run("sh", "-ec", "zstd -dc $0 | sha256sum", file.toString()));
        assertEquals("application/vnd.oci.image.layer.v1.tar+zstd", layer.descriptor().mediaType());
    }

    @Test
    void theLargestPackagesHaveLayersOfTheirOwn() {
        var tree = new FileTree();
        List<Integer> sizes = List.of(10, 30, 20);
        for (String name : List.of("a", "b", "c")) {
            tree.put(TreePath.of("/usr/" + name), new Entry.RegularFile(0644, Content.of(new byte[sizes.get(name.charAt(0) - 'a')]), new Origin.Package(name)));
        }
        tree.put(TreePath.of("/usr/lib/empty"), new Entry.Directory(0755, new Origin.Package("b")));
        tree.put(TreePath.of("/etc/made"), new Entry.RegularFile(0644, Content.of("x"), ORIGIN));
        List<String> parts = LayerSplit.split(tree, 3).stream().map(part -> part.what().orElse("rest") + part.tree().entries().keySet()).toList();
        assertEquals(List.of("b[/, /usr, /usr/b]", "c[/, /usr, /usr/c]", "rest[/, /etc, /etc/made, /usr, /usr/a, /usr/lib, /usr/lib/empty]"), parts);
        assertEquals(tree.entries().keySet(), LayerSplit.split(tree, 1).getFirst().tree().entries().keySet());
        assertEquals(List.of(), LayerSplit.split(new FileTree(), 5));
    }

    @Test
    void gnuTarUnpacksIt() throws Exception {
        Layer layer = new LayerWriter(ContentStore.open(directory.resolve("a")), 0, LayerCompression.GZIP).write(tree());
        Path file = directory.resolve("layer.tar.gz");
        try (var in = layer.blob().open()) {
            Files.copy(in, file);
        }
        Path root = Files.createDirectories(directory.resolve("root"));
        HostTree.run("tar", "-C", root.toString(), "-xzpf", file.toString());
        assertEquals("x", Files.readString(root.resolve("usr/bin/tool")));
        assertEquals(Files.getAttribute(root.resolve("usr/bin/tool"), "unix:ino"), Files.getAttribute(root.resolve("usr/bin/zz"), "unix:ino"));
        assertEquals("bin/tool", Files.readSymbolicLink(root.resolve("usr/link")).toString());
        String diff = HostTree.run("sh", "-c", "gzip -dc " + file + " | sha256sum").substring(0, 64);
        assertEquals("sha256:" + diff, layer.diffId().toString());
    }

    @Test
    void damagedContentIsFoundOut() throws IOException {
        ContentStore store = ContentStore.open(directory.resolve("a"));
        Content content = store.put(new ByteArrayInputStream("good".getBytes()));
        FileTree tree = new FileTree();
        tree.put(TreePath.of("/f"), new Entry.RegularFile(0644, content, ORIGIN));
        Path blob = directory.resolve("a/sha256").resolve(content.sha256().substring(0, 2)).resolve(content.sha256());
        Files.writeString(blob, "evil");
        BuildException failure = assertThrows(BuildException.class, () -> new LayerWriter(store, 0, LayerCompression.GZIP).write(tree));
        assertTrue(failure.getMessage().startsWith("the content of /f of smith (test) was damaged in the cache"), failure.getMessage());
        assertEquals(Optional.empty(), store.find(content.sha256()));
    }

    private static FileTree tree() {
        FileTree tree = new FileTree();
        Optional<String> inode = Optional.of("1");
        tree.put(TreePath.of("/usr/bin/zz"), new Entry.RegularFile(0755, Content.of("x"), new TreeMap<>(), inode, ORIGIN));
        tree.put(TreePath.of("/usr/bin/tool"), new Entry.RegularFile(0755, Content.of("x"), new TreeMap<>(), inode, ORIGIN));
        tree.put(TreePath.of("/usr/link"), new Entry.Symlink("bin/tool", ORIGIN));
        return tree;
    }
}
