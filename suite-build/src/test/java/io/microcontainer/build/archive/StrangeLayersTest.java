package io.microcontainer.build.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members written by hand, as no archiver writes them together, and sparse files of GNU tar: what umoci unpacks, also as nobody in particular. */
class StrangeLayersTest {

    /** What is below a directory, in bytes: Java's names of files depend on the locale. Devices are left out, as smith leaves them out. */
    private static final String LIST = """
            import hashlib, os, stat, sys
            root = os.fsencode(sys.argv[1])
            for top, directories, files in os.walk(root):
                for name in directories + files:
                    path = os.path.join(top, name)
                    kind = os.lstat(path).st_mode
                    print(os.path.relpath(path, root).hex(), end=' ')
                    if stat.S_ISLNK(kind):
                        print('->', os.readlink(path).hex())
                    elif stat.S_ISDIR(kind):
                        print('/')
                    elif stat.S_ISREG(kind):
                        values = [key + '=' + os.getxattr(path, key).hex() for key in sorted(os.listxattr(path)) if key.startswith('user.') and 'umoci' not in key]
                        print(' '.join([hashlib.sha256(open(path, 'rb').read()).hexdigest()] + values))
                    else:
                        print('device')
            """;

    @TempDir
    private Path directory;
    private Path layout;
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    @BeforeEach
    void makeDirectory() {
        layout = directory.resolve("layout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--rootless"})
    void recordsNamesAndDevicesComeOutAsUmociUnpacks(String option) throws Exception {
        pax("path=renamed");
        member("short", '0', "", "renamed by a record");
        pax("path=d/" + "long/".repeat(60) + "end");
        member("x", '0', "", "far");
        pax("linkpath=" + "up/".repeat(50) + "end");
        member("link", '2', "short", "");
        pax("linkpath=renamed");
        member("hard", '1', "missing", "");
        // The header says 3 and the record says 5: only the record is true.
        pax("size=5");
        member("sized", '0', "", "12345", 3);
        pax("SCHILY.xattr.user.note=a=b\u00e9", "mtime=1.5", "uid=0", "comment=nothing");
        member("noted", '0', "", "note");
        member("././@LongLink", 'L', "", "gnu/" + "name/".repeat(40) + "end\0");
        member("cut", '0', "", "by GNU's long name");
        member("././@LongLink", 'K', "", "target/".repeat(30) + "\0");
        member("gnulink", '2', "cut", "");
        member("odd\udcff\udcfe", '0', "", "no UTF-8");
        member("line\nfeed", '0', "", "line");
        pax("path=record\nof a line");
        member("y", '0', "", "line of a record");
        member("twice", '0', "", "first");
        member("twice", '0', "", "second");
        member("twice/", '5', "", "");
        member("twice/file", '0', "", "third");
        member("null", '3', "", "");
        member("disk", '4', "", "");
        member("pipe", '6', "", "");
        member("device", '0', "", "file");
        member("device", '3', "", "");
        member("became", '3', "", "");
        member("became", '0', "", "a file");
        compare(option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--sparse-version=0.0", "--sparse-version=0.1", "--sparse-version=1.0"})
    void sparseFilesComeOutAsUmociUnpacks(String format) throws Exception {
        Path sparse = directory.resolve("in/sparse");
        Files.createDirectories(sparse.getParent());
        HostTree.run("sh", "-c", "truncate -s 1M $0; for i in 1 3 4 7 9 10; do echo data | dd of=$0 bs=65536 seek=$i conv=notrunc status=none; done", sparse.toString());
        HostTree.run("tar", "-C", sparse.getParent().toString(), format, "-S", "--hole-detection=raw", format.contains("gnu") ? "-v" : "--format=posix", "-cf",
                directory.resolve("t.tar").toString(), "sparse");
        tar.writeBytes(Files.readAllBytes(directory.resolve("t.tar")));
        if (format.contains("gnu")) {
            // umoci refuses the oldest format, which docker save may hold: GNU tar says what is in it.
            TestLayout.write(layout, List.of(tar.toByteArray()));
            Path root = Files.createDirectories(directory.resolve("bundle/rootfs"));
            HostTree.run("tar", "-C", root.toString(), "-xf", directory.resolve("t.tar").toString());
            assertEquals(theirs(), ours());
        } else {
            compare("");
        }
    }

    /** Records that lie are refused by both, for what they say of the content decides where the next member begins. */
    @ParameterizedTest
    @ValueSource(strings = {"size=-1", "size=many", "size=9999999999999999999", "GNU.sparse.major=1 GNU.sparse.minor=0 GNU.sparse.realsize=5",
        "GNU.sparse.map=0,9 GNU.sparse.size=4 GNU.sparse.numblocks=1"})
    void lyingRecordsAreErrorsAsForUmoci(String records) throws Exception {
        pax(records.split(" "));
        member("file", '0', "", "lie");
        TestLayout.write(layout, List.of(end()));
        assertThrows(IOException.class, () -> unpack(""));
        assertThrows(BuildException.class, this::ours);
    }

    @Test
    void aMemberWithoutItsContentIsAnErrorAsForUmoci() throws Exception {
        member("file", '0', "", "text", 4096);
        TestLayout.write(layout, List.of(tar.toByteArray()));
        assertThrows(IOException.class, () -> unpack(""));
        assertThrows(BuildException.class, this::ours);
    }

    private void compare(String option) throws Exception {
        TestLayout.write(layout, List.of(end()));
        unpack(option);
        var theirs = theirs();
        if (!option.isEmpty()) {
            // As nobody in particular, umoci makes an empty file of a device.
            theirs.removeIf(line -> line.endsWith(" " + sha256(new byte[0])));
        }
        assertEquals(theirs, ours());
    }

    private TreeSet<String> theirs() throws Exception {
        var theirs = new TreeSet<>(HostTree.run("python3", "-c", LIST, directory.resolve("bundle/rootfs").toString()).lines().toList());
        theirs.removeIf(line -> line.endsWith(" device"));
        return theirs;
    }

    private void unpack(String option) throws Exception {
        List<String> command = new ArrayList<>(List.of("umoci", "unpack", "--image", layout + ":latest", directory.resolve("bundle").toString()));
        if (!option.isEmpty()) {
            command.add(2, option);
        }
        HostTree.run(command.toArray(String[]::new));
    }

    private TreeSet<String> ours() throws IOException {
        var reader = new ImageReader(ContentStore.open(directory.resolve("cache")), ArchiveLimits.DEFAULT);
        var tree = reader.tree(reader.read(new Location(layout, Optional.empty()), Optional.empty()));
        var out = new TreeSet<String>();
        for (var each : tree.entries().entrySet()) {
            TreePath path = each.getKey();
            if (!path.isRoot()) {
                out.add(hex(path.relative()) + switch (each.getValue()) {
                    case Entry.Directory _ -> " /";
                    case Entry.Symlink link -> " -> " + hex(link.target());
                    case Entry.RegularFile file -> {
                        var text = new StringBuilder(" ");
                        try (InputStream in = file.content().open()) {
                            text.append(sha256(in.readAllBytes()));
                        }
                        file.xattrs().forEach((key, value) -> text.append(' ').append(key).append('=').append(hex(value)));
                        yield text;
                    }
                });
            }
        }
        return out;
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Content.newSha256().digest(bytes));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(ByteText.encode(text));
    }

    private void pax(String... records) {
        var text = new StringBuilder();
        for (String record : records) {
            // The length counts its own digits.
            int rest = record.getBytes(StandardCharsets.UTF_8).length + 2;
            int length = rest + String.valueOf(rest + String.valueOf(rest).length()).length();
            text.append(length).append(' ').append(record).append('\n');
        }
        member("PaxHeaders/x", 'x', "", text.toString());
    }

    private void member(String name, char type, String link, String content) {
        member(name, type, link, content, ByteText.encode(content).length);
    }

    private void member(String name, char type, String link, String content, long size) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, type == '5' ? "0000755" : "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, String.format("%011o", size));
        put(block, 136, "00000000000");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\00000");
        put(block, 329, "0000001");
        put(block, 337, "0000003");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, 148, String.format("%06o\0 ", sum));
        tar.writeBytes(block);
        byte[] bytes = ByteText.encode(content);
        tar.writeBytes(bytes);
        tar.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
    }

    private byte[] end() {
        tar.writeBytes(new byte[1024]);
        return tar.toByteArray();
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = ByteText.encode(text);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
