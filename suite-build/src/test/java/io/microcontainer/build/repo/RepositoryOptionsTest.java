package io.microcontainer.build.repo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.fetch.TransportOptions;
import io.microcontainer.build.packages.PackageRequest;
import io.microcontainer.build.packages.PackageSettings;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.packages.RpmPackageSource;
import io.microcontainer.build.rpm.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several repositories at once, their mirrors, and what they hide. */
class RepositoryOptionsTest {

    @TempDir
    static Path directory;
    private static Path one;
    private static Path two;

    @BeforeAll
    static void build() {
        one = new TestRepo(directory.resolve("one")).add("tool", "1-1", "Requires: lib").add("lib", "1-1").add("only-one", "1-1").createrepo();
        two = new TestRepo(directory.resolve("two")).add("tool", "2-1", "Requires: lib").add("lib", "2-1").add("lib-extra", "1-1", "Provides: extra").createrepo();
    }

    @Test
    void priorityGoesBeforeVersionAndExcludedPackagesAreNotSeen() {
        assertEquals(List.of("lib-2-1.x86_64", "tool-2-1.x86_64"), resolve(List.of(config("one", one), config("two", two)), List.of(), "tool"));
        assertEquals(List.of("lib-1-1.x86_64", "tool-1-1.x86_64"), resolve(List.of(with("one", one, 10, "", ""), config("two", two)), List.of(), "tool"));
        assertEquals(List.of("lib-1-1.x86_64", "tool-2-1.x86_64"), resolve(List.of(config("one", one), with("two", two, 99, "l[!x]b", "")), List.of(), "tool"));
        assertEquals(List.of("lib-1-1.x86_64", "tool-1-1.x86_64"), resolve(List.of(config("one", one), with("two", two, 99, "", "lib-e*")), List.of(), "tool"));
        assertTrue(assertThrows(BuildException.class, () -> resolve(List.of(with("one", one, 99, "only-one-1-1.x86_64", "")), List.of(), "only-one")).getMessage()
                .startsWith("no package is or provides \"only-one\", which was requested (looked in one)"));
    }

    @Test
    void modulesHidePackagesAsInDnf() throws Exception {
        Path modular = new TestRepo(directory.resolve("modular")).add("app", "1-1").add("app", "5-1.module").add("app", "6-1.module").add("app-lib", "5-1.module")
                .add("plain", "1-1").createrepo();
        Files.writeString(directory.resolve("modules.yaml"), """
                ---
                document: modulemd-defaults
                version: 1
                data: {module: app, stream: 5, profiles: {5: [x]}}
                ---
                document: modulemd
                version: 2
                data:
                  name: app
                  stream: 5
                  version: 20200101
                  context: aaaa
                  artifacts: {rpms: ["app-0:5-1.module.x86_64", "app-lib-0:5-1.module.x86_64"]}
                ---
                document: modulemd
                version: 2
                data:
                  name: app
                  stream: 6
                  version: 20200101
                  context: bbbb
                  artifacts: {rpms: ["app-0:6-1.module.x86_64"]}
                """);
        Peer.run(List.of("modifyrepo_c", "--mdtype=modules", directory.resolve("modules.yaml").toString(), modular.resolve("repodata").toString()));
        List<RepositoryConfig> repositories = List.of(config("modular", modular));
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of("app-5-1.module.x86_64"), resolve(repositories, List.of(), "app"));
            assertEquals(List.of("app-6-1.module.x86_64"), resolve(repositories, List.of("app:6"), "app"));
        }
        assertEquals(List.of("plain-1-1.x86_64"), resolve(repositories, List.of(), "plain"));
        assertEquals("no repository has the module stream app:7, which `modules` names; there are app:5, app:6",
                assertThrows(BuildException.class, () -> resolve(repositories, List.of("app:7"), "app")).getMessage());
        assertTrue(assertThrows(BuildException.class, () -> resolve(repositories, List.of("app:6"), "app-lib")).getMessage().contains("no package is or provides"));
    }

    @Test
    void mirrorsComeFromListsOfEitherKind() throws Exception {
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), directory, SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            Files.writeString(directory.resolve("list"), "# mirrors\nrsync://127.0.0.1/x/\n" + base + "/absent/\n" + base + "/one\n");
            var list = new RepositoryConfig("list", List.of(), Optional.of(URI.create(base + "/list")), Optional.empty(), Optional.empty(), SignaturePolicy.NONE, 99, 1000,
                    List.of(), List.of(), TransportOptions.DEFAULT, false, false);
            assertEquals(List.of("lib-1-1.x86_64", "tool-1-1.x86_64"), resolve(List.of(list), List.of(), "tool"));

            metaLink(base, "two", one);
            var link = new RepositoryConfig("link", List.of(), Optional.empty(), Optional.of(URI.create(base + "/metalink")), Optional.empty(), SignaturePolicy.NONE, 99, 1000,
                    List.of(), List.of(), TransportOptions.DEFAULT, false, false);
            assertEquals(List.of("lib-1-1.x86_64", "tool-1-1.x86_64"), resolve(List.of(link), List.of(), "tool"), "the preferred mirror is stale and passed over");
            Files.writeString(directory.resolve("metalink"), "<html/>");
            assertTrue(assertThrows(BuildException.class, () -> resolve(List.of(link), List.of(), "tool")).getMessage().contains("is neither a metalink nor a list of URLs"));
            Files.writeString(directory.resolve("metalink"), "# nothing\n");
            assertTrue(assertThrows(BuildException.class, () -> resolve(List.of(link), List.of(), "tool")).getMessage().contains("names no mirror that can be used"));
        } finally {
            server.stop(0);
        }
    }

    private static void metaLink(String base, String preferred, Path real) throws Exception {
        byte[] repomd = Files.readAllBytes(real.resolve("repodata/repomd.xml"));
        Files.writeString(directory.resolve("metalink"), """
                <?xml version="1.0" encoding="utf-8"?>
                <metalink version="3.0" xmlns="http://www.metalinker.org/">
                 <files><file name="repomd.xml"><size>%d</size>
                  <verification><hash type="md5">00</hash><hash type="sha256">%s</hash></verification>
                  <resources maxconnections="1">
                   <url protocol="http" type="http" location="US" preference="90">%s/%s/repodata/repomd.xml</url>
                   <url protocol="rsync" type="rsync" location="US" preference="95">rsync://x/repodata/repomd.xml</url>
                   <url protocol="http" type="http" location="US" preference="80">%s/one/repodata/repomd.xml</url>
                  </resources></file></files>
                </metalink>
                """.formatted(repomd.length, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(repomd)), base, preferred, base));
    }

    private static RepositoryConfig config(String id, Path place) {
        return with(id, place, RepositoryConfig.PRIORITY, "", "");
    }

    private static RepositoryConfig with(String id, Path place, int priority, String exclude, String include) {
        return new RepositoryConfig(id, List.of(new RepositoryLocation(id, place.toUri())), Optional.empty(), Optional.empty(), Optional.empty(), SignaturePolicy.NONE,
                priority, 1000, list(exclude), list(include), TransportOptions.DEFAULT, false, false);
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    private static List<String> resolve(List<RepositoryConfig> repositories, List<String> modules, String name) {
        try {
            var settings = new PackageSettings(repositories, "x86_64", modules, false, directory.resolve("vendor"),
                    ContentStore.open(Files.createTempDirectory(directory, "cache")), FetchOptions.DEFAULT, Progress.SILENT);
            return new RpmPackageSource(settings).resolve(Stream.of(name).map(each -> (PackageRequest) new PackageRequest.Named(each)).toList()).stream()
                    .map(each -> each.nevra().toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
