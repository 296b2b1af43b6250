package io.microcontainer.build.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayReaderTest {

    @TempDir
    private Path directory;
    private Path rootfs;
    private ContentStore store;

    @BeforeEach
    void make() throws Exception {
        rootfs = Files.createDirectories(directory.resolve("rootfs"));
        store = ContentStore.open(directory.resolve("cache"));
    }

    @Test
    void takesTheFilesAsTheyAreAndChangesNothing() throws Exception {
        HostTree.run("sh", "-ec", """
                cd "$1"; umask 077
                mkdir -p etc empty; echo secret > etc/key; chmod 600 etc/key; echo > empty/.gitignore
                ln -s ../etc/key link; ln -s / root; ln -s etc/ dirlink; ln -s . dot; ln -s 'a//b/../c' odd
                ln -s "$(printf 'caf\\351/x')" "$(printf 'b\\351 %%41')"
                mkfifo fifo
                echo x > "$(printf 'a\\351\\nü')"
                """, "sh", rootfs.toString());
        List<Object> before = attributes();
        Overlay overlay = new OverlayReader(store).read(rootfs);
        assertEquals(before, attributes());
        String latin = ByteText.decode(new byte[] {'b', (byte) 0xe9});
        assertEquals(Map.of("/link", "../etc/key", "/root", "/", "/dirlink", "etc/", "/dot", ".", "/odd", "a//b/../c", "/" + latin + " %41",
                ByteText.decode(new byte[] {'c', 'a', 'f', (byte) 0xe9}) + "/x"), links(overlay));
        assertEquals(0600, overlay.entries().get(TreePath.of("/etc/key")).mode());
        assertTrue(overlay.entries().containsKey(TreePath.of(ByteText.decode(new byte[] {'/', 'a', (byte) 0xe9, '\n', (byte) 0xc3, (byte) 0xbc}))));
        assertInstanceOf(Entry.Directory.class, overlay.entries().get(TreePath.of("/empty")));
        assertTrue(!overlay.entries().containsKey(TreePath.of("/empty/.gitignore")));
        assertEquals(1, overlay.warnings().size());
        assertTrue(overlay.warnings().getFirst().contains("fifo is a socket, fifo or device"), overlay.warnings()::toString);
    }

    @Test
    void noDirectoryIsNoOverlay() {
        assertEquals(Overlay.NONE, new OverlayReader(store).read(directory.resolve("none")));
    }

    @Test
    void goesWhereLinksOfTheTreeLeadAndDisplacesFiles() throws Exception {
        Files.createDirectories(rootfs.resolve("lib"));
        Files.writeString(rootfs.resolve("lib/mine"), "m");
        Files.writeString(rootfs.resolve("was-directory"), "f");
        Files.createDirectories(rootfs.resolve("was-file/now"));
        var tree = new FileTree();
        var origin = new Origin.Generated("test");
        tree.put(TreePath.of("/usr/lib/theirs"), new Entry.RegularFile(0644, Content.of("t"), origin));
        tree.put(TreePath.of("/lib"), new Entry.Symlink("usr/lib", origin));
        tree.put(TreePath.of("/was-directory/below"), new Entry.RegularFile(0644, Content.of("t"), origin));
        tree.put(TreePath.of("/was-file"), new Entry.RegularFile(0644, Content.of("t"), origin));
        Overlaying.put(new OverlayReader(store).read(rootfs), tree);
        assertEquals(List.of("/", "/lib", "/usr", "/usr/lib", "/usr/lib/mine", "/usr/lib/theirs", "/was-directory", "/was-file", "/was-file/now"),
                tree.entries().keySet().stream().map(TreePath::toString).toList());
    }

    private static Map<String, String> links(Overlay overlay) {
        Map<String, String> out = new HashMap<>();
        overlay.entries().forEach((path, entry) -> {
            if (entry instanceof Entry.Symlink link) {
                out.put(path.toString(), link.target());
            }
        });
        return out;
    }

    private List<Object> attributes() throws Exception {
        List<Object> out = new ArrayList<>();
        try (var files = Files.walk(rootfs)) {
            for (Path each : files.sorted().toList()) {
                out.add(Files.readAttributes(each, "unix:mode,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS).entrySet().stream()
                        .map(Object::toString).sorted().toList());
            }
        }
        return out;
    }
}
