package io.microcontainer.build.packages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpmPackageSourceTest {

    @TempDir
    static Path directory;
    private static Path repository;

    @BeforeAll
    static void build() {
        repository = new TestRepo(directory.resolve("repo"))
                .addFiles("filesystem", "1-1", List.of(), """
                        mkdir -p $R/usr/lib $R/usr/bin $R/etc $R/var/empty; ln -s usr/lib $R/lib; ln -s usr/bin $R/bin
                        """, "/lib", "/bin", "%dir %attr(0755,root,root) /usr/lib", "%dir /usr/bin", "%dir /etc", "%dir %attr(0711,root,root) /var/empty")
                .addFiles("app", "1.0-1", List.of("Requires: filesystem", "Requires: libc"), """
                        mkdir -p $R/usr/bin $R/usr/share/app $R/var/log
                        printf '#!/bin/sh' > $R/usr/bin/app; ln $R/usr/bin/app $R/usr/bin/app2; ln -s app $R/usr/bin/app3
                        : > $R/var/log/app.log; printf x > "$R/usr/share/app/$(printf 'n\\351')"
                        """, "%attr(4755,root,root) /usr/bin/app", "%attr(4755,root,root) /usr/bin/app2", "/usr/bin/app3", "/usr/share/app",
                        "%ghost /var/log/app.log")
                .apart()
                // Named to sort before filesystem: its /lib is a directory of its own when it is built.
                .addFiles("a-libc", "2-1", List.of("Provides: libc"), "mkdir -p $R/lib/x; printf libc > $R/lib/libc.so; printf y > $R/lib/x/y",
                        "%dir /lib", "/lib/libc.so", "/lib/x")
                .apart()
                .addFiles("same-one", "1-1", List.of(), "mkdir -p $R/opt; printf same > $R/opt/same", "%dir /opt", "/opt/same")
                .addFiles("same-two", "1-1", List.of(), "printf same > $R/opt/same", "%dir /opt", "/opt/same")
                .addFiles("zz-usr", "1-1", List.of(), "mkdir -p $R/usr/lib; printf libc > $R/usr/lib/libc.so", "/usr/lib/libc.so")
                .createrepo();
    }

    @Test
    void filesComeWithModesLinksAndOrigins() throws IOException {
        PackageSet set = source("files", repository).load(List.of(new PackageRequest.Named("app")));
        FileTree tree = set.tree();
        var app = (Entry.RegularFile) tree.get(TreePath.of("/usr/bin/app")).orElseThrow();
        var app2 = (Entry.RegularFile) tree.get(TreePath.of("/usr/bin/app2")).orElseThrow();
        assertEquals(04755, app.mode());
        assertEquals(new Origin.Package("app-1.0-1.x86_64"), app.origin());
        assertEquals("#!/bin/sh", text(app));
        assertTrue(app.inode().isPresent());
        assertEquals(app.inode(), app2.inode());
        assertEquals("app", ((Entry.Symlink) tree.get(TreePath.of("/usr/bin/app3")).orElseThrow()).target());
        assertFalse(tree.get(TreePath.of("/var/log/app.log")).isPresent(), "ghost");
        assertEquals("x", text(tree.get(TreePath.of("/usr/share/app/n" + ByteText.decode(new byte[] {(byte) 0xe9}))).orElseThrow()));
        assertEquals(0711, tree.get(TreePath.of("/var/empty")).orElseThrow().mode());
        assertEquals(List.of("a-libc-2-1.x86_64", "app-1.0-1.x86_64", "filesystem-1-1.x86_64"),
                set.packages().stream().map(each -> each.nevra().toString()).toList());
        InstalledPackage installed = set.packages().get(1);
        assertEquals("requested", installed.reason());
        assertEquals("MIT", installed.license());
        assertEquals("needed by app-1.0-1.x86_64 for libc", set.packages().getFirst().reason());
        assertEquals(repository.resolve("app-1.0-1.x86_64.rpm").toString(), installed.location());
    }

    @Test
    void mergedUsrComesOutInWhateverOrder() throws IOException {
        FileTree tree = source("usr", repository).load(List.of(new PackageRequest.Named("app"))).tree();
        assertEquals("usr/lib", ((Entry.Symlink) tree.get(TreePath.of("/lib")).orElseThrow()).target());
        assertEquals("libc", text(tree.get(TreePath.of("/usr/lib/libc.so")).orElseThrow()));
        assertEquals("y", text(tree.get(TreePath.of("/usr/lib/x/y")).orElseThrow()));
    }

    @Test
    void equalFilesOfTwoPackagesAreFineAndDifferentOnesAreNot() throws IOException {
        FileTree tree = source("same", repository).load(List.of(new PackageRequest.Named("same-one"), new PackageRequest.Named("same-two"),
                new PackageRequest.Named("a-libc"), new PackageRequest.Named("zz-usr"), new PackageRequest.Named("filesystem"))).tree();
        assertEquals("same", text(tree.get(TreePath.of("/opt/same")).orElseThrow()));
        Path other = new TestRepo(directory.resolve("other/repo"))
                .addFiles("bad", "1-1", List.of(), "mkdir -p $R/opt; printf different > $R/opt/same", "/opt/same").createrepo();
        String message = assertThrows(BuildException.class, () -> source("bad", repository, other)
                .load(List.of(new PackageRequest.Named("bad"), new PackageRequest.Named("same-one")))).getMessage();
        assertEquals("file /opt/same of package same-one-1-1.x86_64 conflicts with the one of package bad-1-1.x86_64: their contents differ; "
                + "leave one of the packages out", message);
    }

    @Test
    void anUnchangedRebuildNeedsNoPackageFile() throws IOException {
        Path copy = copy(repository, directory.resolve("copy"));
        var requests = List.<PackageRequest>of(new PackageRequest.Named("app"));
        PackageSet first = source("again", copy).load(requests);
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".rpm")).toList()) {
                Files.delete(file);
            }
        }
        var steps = Collections.synchronizedList(new ArrayList<String>());
        PackageSet second = source("again", steps::add, copy).load(requests);
        assertEquals(first.packages(), second.packages());
        assertEquals(first.tree().entries().keySet(), second.tree().entries().keySet());
        assertEquals(List.of("reading repository " + copy), steps);
    }

    @Test
    void packageFilesAreTakenAndWinOverTheRepository() throws IOException {
        Path own = new TestRepo(directory.resolve("own/repo"))
                .addFiles("a-libc", "1-1", List.of("Provides: libc"), "mkdir -p $R/usr/lib; printf own > $R/usr/lib/libc.so", "/usr/lib/libc.so").build().getFirst();
        PackageSet set = source("local", repository).load(List.of(new PackageRequest.Named("app"), new PackageRequest.LocalFile(own)));
        assertEquals("own", text(set.tree().get(TreePath.of("/usr/lib/libc.so")).orElseThrow()));
        assertEquals(own.toString(), set.packages().getFirst().location());
        assertEquals(64, set.packages().getFirst().sha256().length());
        Path i686 = directory.resolve("wrong.rpm");
        Files.copy(own, i686);
        var settings = new PackageSettings(List.of(), "aarch64", List.of(), false, directory.resolve("vendor"), ContentStore.open(directory.resolve("wrong")), FetchOptions.DEFAULT, Progress.SILENT);
        String message = assertThrows(BuildException.class, () -> new RpmPackageSource(settings).load(List.of(new PackageRequest.LocalFile(i686)))).getMessage();
        assertEquals("package " + i686 + " is for x86_64, the image is for aarch64", message);
    }

    @Test
    void aDirectoryOfPackageFilesIsARepository() throws IOException {
        Path copy = copy(repository, directory.resolve("plain"));
        try (Stream<Path> files = Files.walk(copy.resolve("repodata"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertEquals(source("x", repository).load(List.of(new PackageRequest.Named("app"))).tree().entries().keySet(),
                source("plain", copy).load(List.of(new PackageRequest.Named("app"))).tree().entries().keySet());
    }

    @Test
    void aChangedPackageIsRefusedAndNotKept() throws IOException {
        Path copy = copy(repository, directory.resolve("changed"));
        Path file = copy.resolve("app-1.0-1.x86_64.rpm");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 40] ^= 1;
        Files.write(file, bytes);
        String message = assertThrows(BuildException.class, () -> source("changed", copy).load(List.of(new PackageRequest.Named("app")))).getMessage();
        assertTrue(message.contains("app-1.0-1.x86_64.rpm") && message.contains("checksum"), message);
    }

    @Test
    void capabilitiesBecomeTheKernelsAttribute() {
        assertArrayEquals(new byte[] {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, FileCapabilities.attribute("cap_net_raw=ep"));
        assertArrayEquals(new byte[] {0, 0, 0, 2, 0, 4, 0, 0, 0, 0x20, 0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0},
                FileCapabilities.attribute("cap_net_bind_service=p cap_net_raw+i cap_bpf=p"));
        assertArrayEquals(new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, FileCapabilities.attribute("="));
        assertThrows(IllegalArgumentException.class, () -> FileCapabilities.attribute("cap_nonsense=ep"));
        assertThrows(IllegalArgumentException.class, () -> FileCapabilities.attribute("cap_chown=epx"));
        assertThrows(IllegalArgumentException.class, () -> FileCapabilities.attribute("cap_chown"));
    }

    private static RpmPackageSource source(String cache, Path... repositories) {
        return source(cache, Progress.SILENT, repositories);
    }

    private static RpmPackageSource source(String cache, Progress progress, Path... repositories) {
        List<RepositoryConfig> configs = Stream.of(repositories).map(path -> TestRepo.unsigned(path.toString(), directory)).toList();
        return new RpmPackageSource(new PackageSettings(configs, "x86_64", List.of(), false, directory.resolve("vendor"), ContentStore.open(directory.resolve("cache-" + cache)),
                FetchOptions.DEFAULT, progress));
    }

    private static String text(Entry entry) throws IOException {
        try (var in = ((Entry.RegularFile) entry).content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }
}
