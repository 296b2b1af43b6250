package io.microcontainer.build.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.ByteText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarTest {

    private static final String LONG = "d/" + "long-".repeat(40) + "/" + "name-".repeat(45);
    private static final String BINARY = ByteText.decode(new byte[] {'c', 'a', 'f', (byte) 0xe9});

    @TempDir
    private Path directory;

    private record Member(TarEntry entry, String content) {
    }

    @Test
    void whatIsWrittenIsReadBackByUsAndByGnuTar() throws Exception {
        Path file = directory.resolve("t.tar");
        try (var tar = new TarWriter(Files.newOutputStream(file), 0)) {
            tar.directory("d", 0755);
            write(tar, "d/plain", 0644, "hello");
            write(tar, LONG, 0755, "x".repeat(1000));
            write(tar, "d/ü日本", 0644, "u");
            write(tar, BINARY, 0600, "");
            tar.symlink("d/link", "../" + LONG);
            tar.hardLink("d/hard", 0644, "d/plain");
        }
        List<String> names = new ArrayList<>();
        for (Member each : read(Files.readAllBytes(file))) {
            names.add(each.entry.type() + " " + Integer.toOctalString(each.entry.mode()) + " " + each.entry.name() + " " + each.entry.link()
                    + " " + each.content.length());
        }
        assertEquals(List.of("DIRECTORY 755 d/  0", "FILE 644 d/plain  5", "FILE 755 " + LONG + "  1000", "FILE 644 d/ü日本  1",
                "FILE 600 " + BINARY + "  0", "SYMLINK 777 d/link ../" + LONG + " 0", "HARD_LINK 644 d/hard d/plain 0"), names);
        String listed = HostTree.run("tar", "--numeric-owner", "--utc", "--full-time", "--quoting-style=literal", "-tvf", file.toString());
        List<String> expected = List.of("drwxr-xr-x 0/0 0 1970-01-01 00:00:00 d/", "-rw-r--r-- 0/0 5 1970-01-01 00:00:00 d/plain",
                "-rwxr-xr-x 0/0 1000 1970-01-01 00:00:00 " + LONG, "-rw-r--r-- 0/0 1 1970-01-01 00:00:00 d/ü日本");
        assertEquals(expected, listed.lines().limit(4).map(line -> line.replaceAll(" +", " ")).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "oldgnu", "posix", "pax", "v7", "ustar"})
    void readsAllFormatsOfGnuTar(String format) throws Exception {
        Path root = Files.createDirectories(directory.resolve("in"));
        Files.writeString(root.resolve("file"), "content");
        Files.createLink(root.resolve("zhard"), root.resolve("file"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
        boolean longNames = !format.equals("v7") && !format.equals("ustar");
        if (longNames) {
            Files.createDirectories(root.resolve(LONG).getParent());
            Files.writeString(root.resolve(LONG), "far");
            Files.createSymbolicLink(root.resolve("longlink"), Path.of(LONG));
        }
        HostTree.run("tar", "-C", root.toString(), "--format=" + format, "--sort=name", "-cf", directory.resolve("t.tar").toString(), ".");
        List<Member> members = read(Files.readAllBytes(directory.resolve("t.tar")));
        assertEquals("content", content(members, "./file"));
        assertEquals("./file", entry(members, "./zhard").link());
        assertEquals(TarEntry.Type.SYMLINK, entry(members, "./link").type());
        if (longNames) {
            assertEquals("far", content(members, "./" + LONG));
            assertEquals(LONG, entry(members, "./longlink").link());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--sparse-version=0.0", "--sparse-version=0.1", "--sparse-version=1.0"})
    void readsSparseFiles(String format) throws Exception {
        Path file = directory.resolve("sparse");
        byte[] expected = new byte[400_000];
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(expected.length);
            for (int at = 8192; at < expected.length; at += 65536) {
                out.seek(at);
                out.write("data".getBytes());
                System.arraycopy("data".getBytes(), 0, expected, at, 4);
            }
        }
        HostTree.run("tar", "-C", directory.toString(), format, "-S", "--hole-detection=raw", format.contains("gnu") ? "-v" : "--format=posix", "-cf",
                directory.resolve("t.tar").toString(), "sparse");
        byte[] tar = Files.readAllBytes(directory.resolve("t.tar"));
        assertEquals(true, tar.length < 150_000);
        var reader = new TarReader(new ByteArrayInputStream(tar));
        TarEntry entry = reader.next().orElseThrow();
        assertEquals("sparse", entry.name());
        assertEquals(expected.length, entry.size());
        assertArrayEquals(expected, reader.content().readAllBytes());
        assertEquals(true, reader.next().isEmpty());
    }

    @Test
    void readsExtendedAttributesAndHugeSizes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            var entry = new TarArchiveEntry("f");
            entry.addPaxHeader("SCHILY.xattr.user.note", "value");
            entry.setSize(1);
            out.putArchiveEntry(entry);
            out.write('x');
            out.closeArchiveEntry();
        }
        assertEquals("value", read(bytes.toByteArray()).getFirst().entry.xattrs().get("user.note"));
        for (int mode : new int[] {TarArchiveOutputStream.BIGNUMBER_POSIX, TarArchiveOutputStream.BIGNUMBER_STAR}) {
            bytes.reset();
            var huge = new TarArchiveOutputStream(bytes);
            huge.setBigNumberMode(mode);
            var entry = new TarArchiveEntry("huge");
            entry.setSize(20L << 30);
            huge.putArchiveEntry(entry);
            huge.flush();
            byte[] head = Arrays.copyOf(bytes.toByteArray(), bytes.size() + 512);
            assertEquals(20L << 30, new TarReader(new ByteArrayInputStream(head)).next().orElseThrow().size());
        }
    }

    @Test
    void damageIsAnErrorAndNothingMore() throws Exception {
        whatIsWrittenIsReadBackByUsAndByGnuTar();
        byte[] good = Files.readAllBytes(directory.resolve("t.tar"));
        var random = new Random(8);
        for (int round = 0; round < 2000; round++) {
            byte[] bad = round % 2 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            if (round % 2 == 1) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                read(bad);
            } catch (IOException _) {
                // What it is for.
            }
        }
        assertThrows(IOException.class, () -> read("no archive at all".repeat(100).getBytes()));
        var tar = new TarWriter(new ByteArrayOutputStream(), 0);
        tar.file("a", 0644, 5);
        assertThrows(IOException.class, () -> tar.content(new byte[6], 0, 6));
        assertThrows(IOException.class, () -> tar.directory("b", 0755));
    }

    private static void write(TarWriter tar, String name, int mode, String content) throws IOException {
        byte[] bytes = content.getBytes();
        tar.file(name, mode, bytes.length);
        tar.content(bytes, 0, bytes.length);
    }

    private static List<Member> read(byte[] bytes) throws IOException {
        List<Member> out = new ArrayList<>();
        var reader = new TarReader(new ByteArrayInputStream(bytes));
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            out.add(new Member(next.get(), new String(reader.content().readAllBytes(), StandardCharsets.UTF_8)));
        }
        return out;
    }

    private static TarEntry entry(List<Member> members, String name) {
        return members.stream().filter(each -> each.entry.name().equals(name)).findFirst().orElseThrow().entry;
    }

    private static String content(List<Member> members, String name) {
        return members.stream().filter(each -> each.entry.name().equals(name)).findFirst().orElseThrow().content;
    }
}
