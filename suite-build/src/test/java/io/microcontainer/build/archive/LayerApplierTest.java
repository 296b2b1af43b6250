package io.microcontainer.build.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.DigestMismatch;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.layout.LayoutStore;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers as strangers make them; what umoci makes of each is what must come out. */
class LayerApplierTest {

    @TempDir
    private Path directory;

    /**
     * Layers are divided by {@code |}, members by {@code ;}. {@code name=text} is a file, {@code name/} a directory,
     * {@code name->target} a symlink, {@code name=>target} a hard link, {@code name!} a fifo.
     */
    @ParameterizedTest
    @ValueSource(strings = {
        "a/;a/f=1;a/g=2 | a/.wh.f=",
        "a/;a/f=1;a/sub/;a/sub/x=1 | a/.wh..wh..opq=;a/new=3",
        "a/;a/f=1 | a/new=3;a/.wh..wh..opq=",
        "a/;a/f=1 | a/f=2;a/.wh.f=",
        "a/;a/f=1;a/s/;a/s/t=1 | a/s/;a/s/u=2;.wh.a=",
        "../escape=x;/abs=y;a/../../b=z;./c=w",
        "link->/etc;link/f=1",
        "link->../../../..;link/etc2/f=1",
        "etc/;etc/passwd=in;up->../../../etc;hard=>up/passwd",
        "f=1;hard=>f;hard2=>/f;hard3=>../../f",
        "f=1 | hard=>f | f=2",
        "f=1;f=2;f/;f/g=3",
        "d/;d/x=1;d=now a file",
        "d/;d/x=1 | d->elsewhere",
        "l->target;target/;target/x=1 | l/;l/y=2",
        "f=1 | f!",
        "lib->usr/lib;usr/;usr/lib/;lib/x=1;usr/lib/y=2",
        "loop->loop;other=1",
        "long/" + "0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/end=x",
        "./;./a/;./a/f=1 | ./a/.wh.f=;./b=1",
        "a/b/c/d=1 | a/b/.wh.c= | a/b/c=file",
        "s->missing;hard=>s"})
    void comesOutAsUmociUnpacks(String layers) throws Exception {
        Path layout = directory.resolve("layout");
        writeLayout(layout, layers);
        HostTree.run("umoci", "unpack", "--image", layout + ":latest", directory.resolve("bundle").toString());
        assertEquals(listing(HostTree.rootedAt(directory.resolve("bundle/rootfs"))), listing(read(layout)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hard=>missing", "d/;hard=>d", "f=1;f/below=2"})
    void contradictionsAreErrorsAsForUmoci(String layers) throws Exception {
        Path layout = directory.resolve("layout");
        writeLayout(layout, layers);
        assertThrows(IOException.class, () ->
                HostTree.run("umoci", "unpack", "--image", layout + ":latest", directory.resolve("bundle").toString()));
        assertThrows(BuildException.class, () -> read(layout));
    }

    @Test
    void hardLinksStayOneFile() throws Exception {
        Path layout = directory.resolve("layout");
        writeLayout(layout, "b=1;a=>b");
        FileTree tree = read(layout);
        Entry.RegularFile a = (Entry.RegularFile) tree.get(TreePath.of("/a")).orElseThrow();
        Entry.RegularFile b = (Entry.RegularFile) tree.get(TreePath.of("/b")).orElseThrow();
        assertTrue(a.inode().isPresent());
        assertEquals(a.inode(), b.inode());
    }

    @Test
    void limitsEndAnEndlessLayer() throws Exception {
        Path layout = directory.resolve("layout");
        writeLayout(layout, "a=123456;b=123456;c=1");
        assertThrows(BuildException.class, () -> read(layout, new ArchiveLimits(2, 1000)));
        assertThrows(BuildException.class, () -> read(layout, new ArchiveLimits(10, 12)));
        assertEquals(4, read(layout, new ArchiveLimits(3, 13)).size());
    }

    @Test
    void layerThatIsNotWhatItsDigestSaysIsRefused() throws Exception {
        Path layout = directory.resolve("layout");
        LayoutStore store = LayoutStore.create(layout);
        byte[] tar = tar("a=1");
        TestLayout.tag(store, List.of(store.put(MediaType.OCI_LAYER, tar)), List.of(Digest.sha256("other".getBytes())));
        String message = assertThrows(DigestMismatch.class, () -> read(layout)).getMessage();
        assertTrue(message.contains("layer sha256:"), message);
        assertFalse(Files.exists(directory.resolve("bundle")));
    }

    private FileTree read(Path layout) {
        return read(layout, ArchiveLimits.DEFAULT);
    }

    private FileTree read(Path layout, ArchiveLimits limits) {
        var reader = new ImageReader(ContentStore.open(directory.resolve("cache" + limits.maxBytes())), limits);
        return reader.tree(reader.read(new Location(layout, Optional.empty()), Optional.empty()));
    }

    private static List<String> listing(FileTree tree) throws IOException {
        List<String> out = new ArrayList<>();
        for (var each : tree.entries().entrySet()) {
            if (!each.getKey().isRoot()) {
                out.add(each.getKey() + switch (each.getValue()) {
                    case Entry.Directory _ -> "/";
                    case Entry.Symlink link -> "->" + link.target();
                    case Entry.RegularFile file -> "=" + new String(file.content().open().readAllBytes());
                });
            }
        }
        return out;
    }

    private static void writeLayout(Path layout, String layers) throws IOException {
        List<byte[]> tars = new ArrayList<>();
        for (String layer : layers.split("\\|")) {
            tars.add(tar(layer.trim()));
        }
        TestLayout.write(layout, tars);
    }

    private static byte[] tar(String members) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String member : members.split(";")) {
                byte[] content = new byte[0];
                TarArchiveEntry entry;
                if (member.contains("->")) {
                    entry = link(member.split("->"), TarConstants.LF_SYMLINK);
                } else if (member.contains("=>")) {
                    entry = link(member.split("=>"), TarConstants.LF_LINK);
                } else if (member.endsWith("!")) {
                    entry = new TarArchiveEntry(member.substring(0, member.length() - 1), TarConstants.LF_FIFO, true);
                    entry.setMode(0644);
                } else if (member.endsWith("/")) {
                    entry = new TarArchiveEntry(member, TarConstants.LF_DIR, true);
                    entry.setMode(0755);
                } else {
                    int equals = member.indexOf('=');
                    content = member.substring(equals + 1).getBytes();
                    entry = new TarArchiveEntry(member.substring(0, equals), TarConstants.LF_NORMAL, true);
                    entry.setSize(content.length);
                    entry.setMode(0644);
                }
                entry.setModTime(0);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static TarArchiveEntry link(String[] parts, byte type) {
        var entry = new TarArchiveEntry(parts[0], type, true);
        entry.setLinkName(parts[1]);
        return entry;
    }
}
