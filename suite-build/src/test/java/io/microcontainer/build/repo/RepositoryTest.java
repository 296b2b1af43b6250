package io.microcontainer.build.repo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.Download;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.fetch.TransportOptions;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.rpm.Peer;
import io.microcontainer.build.rpm.RpmReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that createrepo_c made, on disk and behind HTTP, and ones that somebody made to do harm. */
class RepositoryTest {

    @TempDir
    static Path directory;
    private static Path packages;

    @BeforeAll
    static void build() {
        packages = directory.resolve("packages");
        new TestRepo(packages)
                .add("plain", "1-1", "Requires: other >= 1:2-3", "Provides: thing(x86-64) = 7", "Conflicts: foe < 2", "Obsoletes: gone <= 1", "Requires(pre): early",
                        "Requires: (a if b)")
                .add("odd+name", "2:1.2~rc1^git5-3.el9+x")
                .addNoarch("data", "1-1")
                .addFiles("files", "1-1", List.of(), "mkdir -p $R/usr/bin $R/usr/share/f; : > $R/usr/bin/tool; : > $R/usr/share/f/data",
                        "/usr/bin/tool", "/usr/share/f/data")
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--general-compress-type=gz", "--general-compress-type=xz", "--general-compress-type=bz2", "--no-database", "--checksum=sha512",
        "--checksum=sha1", "--unique-md-filenames", "--simple-md-filenames"})
    void metadataIsWhatThePackagesSay(String option) throws IOException {
        Path repository = copy(option.replaceAll("[^a-z0-9]", ""));
        TestRepo.index(repository, option);
        check(open(repository.toString()), repository);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "none"})
    void metadataThatThisCreaterepoCannotCompress(String compression) throws IOException {
        Path repository = copy("by-" + compression);
        TestRepo.index(repository, "--simple-md-filenames");
        for (String type : List.of("primary", "filelists")) {
            Path gz = repository.resolve("repodata/" + type + ".xml.gz");
            Path xml = repository.resolve("repodata/" + type + ".xml");
            Files.write(xml, Peer.run(List.of("gzip", "-dc", gz.toString())));
            Path stored = xml;
            if (compression.equals("zstd")) {
                Peer.run(List.of("zstd", "-q", "--rm", xml.toString()));
                stored = xml.resolveSibling(type + ".xml.zst");
            }
            refer(repository, type, stored.getFileName().toString(), Files.readAllBytes(stored));
            Files.delete(gz);
        }
        check(open(repository.toString()), repository);
    }

    @Test
    void repositoryBehindHttp() throws IOException {
        Path repository = copy("http");
        TestRepo.index(repository);
        var asked = new ArrayList<String>();
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), repository, SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            Repository opened = open(url);
            check(opened, repository);
            try (var downloader = new Downloader(FetchOptions.DEFAULT)) {
                for (PackageMetadata found : opened.packages()) {
                    Path file = downloader.fetch(new Download(opened.locations(found), directory.resolve("http-" + found.nevra()), found.checksum(),
                            found.size(), 0, TransportOptions.DEFAULT));
                    assertEquals(found.nevra(), new RpmReader().read(file).nevra());
                    asked.add(found.nevra().name());
                }
            }
            assertEquals(4, asked.size());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void otherArchitecturesAreLeftOut() {
        try (var downloader = new Downloader(FetchOptions.DEFAULT)) {
            List<PackageMetadata> found = new Repositories(downloader, newStore(), PackageArchitectures.of("aarch64"))
                    .open(TestRepo.unsigned("packages", directory)).packages();
            assertEquals(List.of("data-1-1.noarch"), found.stream().map(PackageMetadata::toString).toList());
        }
    }

    @Test
    void changedMetadataIsRefused() throws IOException {
        Path repository = copy("changed");
        TestRepo.index(repository, "--simple-md-filenames");
        Files.write(repository.resolve("repodata/primary.xml.gz"), new byte[] {1, 2, 3});
        String message = refuse(repository);
        assertTrue(message.contains("primary.xml.gz") && message.contains("checksum"), message);
    }

    @Test
    void bombIsStopped() throws IOException {
        Path repository = copy("bomb");
        TestRepo.index(repository, "--simple-md-filenames");
        byte[] bomb = gzip(out -> {
            out.write("<metadata>".getBytes(StandardCharsets.US_ASCII));
            byte[] blanks = "<a/>".repeat(1 << 18).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                out.write(blanks);
            }
            out.write("</metadata>".getBytes(StandardCharsets.US_ASCII));
        });
        refer(repository, "primary", "primary.xml.gz", bomb);
        String message = refuse(repository);
        assertTrue(message.contains("unpacks to more than the"), message);
    }

    @Test
    void oneHugeTextIsStopped() throws IOException {
        Path repository = copy("huge");
        TestRepo.index(repository, "--simple-md-filenames");
        byte[] bomb = gzip(out -> out.write(("<metadata><package type=\"rpm\"><name>" + "x".repeat(6 << 20) + "</name></package></metadata>").getBytes(StandardCharsets.US_ASCII)));
        refer(repository, "primary", "primary.xml.gz", bomb, 1L << 30);
        assertTrue(refuse(repository).contains("more than 4194304 bytes"));
    }

    @Test
    void documentTypesAreRefused() throws IOException {
        Path repository = copy("dtd");
        TestRepo.index(repository, "--simple-md-filenames");
        byte[] xml = gzip(out -> out.write(("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><metadata>&e;</metadata>")
                .getBytes(StandardCharsets.US_ASCII)));
        refer(repository, "primary", "primary.xml.gz", xml, 1L << 30);
        String message = refuse(repository);
        assertTrue(message.contains("document type"), message);
    }

    @Test
    void brokenMetadataNamesItsPlace() throws IOException {
        Path repository = copy("broken");
        TestRepo.index(repository, "--simple-md-filenames");
        byte[] xml = gzip(out -> out.write("<metadata><package type=\"rpm\"><name>x</name></package></metadata>".getBytes(StandardCharsets.US_ASCII)));
        refer(repository, "primary", "primary.xml.gz", xml, 1L << 30);
        assertEquals("primary of repository " + repository + " has a package x without name, arch, version, checksum or location (line 1)", refuse(repository));
        Files.writeString(repository.resolve("repodata/repomd.xml"), "<html>not here</html>");
        assertTrue(refuse(repository).contains("is no repository metadata"));
        Files.writeString(repository.resolve("repodata/repomd.xml"), "<repomd><data");
        assertTrue(refuse(repository).startsWith("repomd.xml of repository " + repository + " cannot be read"));
    }

    @Test
    void aServerMayNotNameFilesOfThisMachine() throws IOException {
        Path repository = copy("evil");
        TestRepo.index(repository, "--simple-md-filenames");
        Path repomd = repository.resolve("repodata/repomd.xml");
        Files.writeString(repomd, Files.readString(repomd).replace("href=\"repodata/primary.xml.gz\"", "xml:base=\"file:///\" href=\"etc/passwd\""));
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), repository, SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            String url = "http://user:secret@127.0.0.1:" + server.getAddress().getPort() + "/";
            String message = assertThrows(BuildException.class, () -> open(url)).getMessage();
            assertTrue(message.contains("file:///etc/passwd") && message.contains("must not") && !message.contains("secret"), message);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void locationsThatAreNone() {
        assertTrue(refuse(directory.resolve("absent")).contains("is no directory"));
        assertTrue(assertThrows(BuildException.class, () -> open("ftp://user:secret@host/x")).getMessage().contains("ftp://host/x"));
        String message = assertThrows(BuildException.class, () -> open("http://user:se cret@host/x")).getMessage();
        assertTrue(!message.contains("cret@"), message);
    }

    private static void check(Repository repository, Path files) throws IOException {
        assertEquals(4, repository.packages().size());
        try (Stream<Path> rpms = Files.list(files)) {
            for (Path file : rpms.filter(each -> each.toString().endsWith(".rpm")).toList()) {
                PackageMetadata expected = PackageMetadata.of(new RpmReader().read(file), Files.size(file), "");
                PackageMetadata found = repository.packages().stream().filter(each -> each.nevra().equals(expected.nevra())).findFirst().orElseThrow();
                assertEquals(texts(expected.provides()), texts(found.provides()));
                // Metadata leaves out rpmlib(...), which only rpm itself provides.
                assertEquals(texts(expected.requires().stream().filter(relation -> !relation.isRpmlib()).toList()), texts(found.requires()));
                assertEquals(texts(expected.conflicts()), texts(found.conflicts()));
                assertEquals(texts(expected.obsoletes()), texts(found.obsoletes()));
                assertEquals(expected.size(), found.size());
                assertTrue(repository.locations(found).getFirst().getPath().endsWith("/" + file.getFileName()), found::location);
            }
        }
        PackageMetadata holder = repository.packages().stream().filter(each -> each.nevra().name().equals("files")).findFirst().orElseThrow();
        assertEquals(List.of("/usr/bin/tool"), holder.files());
        assertEquals(Set.of("/usr/share/f/data"), repository.holders(Set.of("/usr/share/f/data", "/nowhere")).keySet());
        assertEquals(List.of(holder), repository.holders(Set.of("/usr/share/f/data")).get("/usr/share/f/data"));
    }

    private static TreeSet<String> texts(List<?> relations) {
        var texts = new TreeSet<String>();
        relations.forEach(relation -> texts.add(relation.toString()));
        return texts;
    }

    private static Repository open(String location) {
        try (var downloader = new Downloader(FetchOptions.DEFAULT)) {
            Repository repository = new Repositories(downloader, newStore(), PackageArchitectures.of("x86_64"))
                    .open(TestRepo.unsigned(location, directory));
            // Opened is what repomd.xml says; what the other files say is read when it is asked for.
            repository.packages();
            repository.holders(Set.of("/none"));
            return repository;
        }
    }

    private static ContentStore newStore() {
        try {
            return ContentStore.open(Files.createTempDirectory(directory, "cache"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String refuse(Path repository) {
        return assertThrows(BuildException.class, () -> open(repository.toString())).getMessage();
    }

    private static Path copy(String name) throws IOException {
        Path to = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(packages)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".rpm")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static void refer(Path repository, String type, String name, byte[] content) throws IOException {
        refer(repository, type, name, content, -1);
    }

    /** Puts a metadata file into the repository and its checksum and sizes into repomd.xml, as whoever made it would. */
    private static void refer(Path repository, String type, String name, byte[] content, long openSize) throws IOException {
        Files.write(repository.resolve("repodata/" + name), content);
        Path repomd = repository.resolve("repodata/repomd.xml");
        String[] parts = Files.readString(repomd).split("(?=<data type=\")");
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("<data type=\"" + type + "\"")) {
                parts[i] = parts[i].replaceFirst("<checksum type=\"sha256\">[^<]*", "<checksum type=\"sha256\">" + sha256(content))
                        .replaceFirst("href=\"[^\"]*\"", "href=\"repodata/" + name + "\"").replaceFirst("<size>[^<]*", "<size>" + content.length);
                if (openSize >= 0) {
                    parts[i] = parts[i].replaceFirst("<open-size>[^<]*", "<open-size>" + openSize);
                }
            }
        }
        Files.writeString(repomd, String.join("", parts));
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private static byte[] gzip(Writer writer) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            writer.write(out);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
