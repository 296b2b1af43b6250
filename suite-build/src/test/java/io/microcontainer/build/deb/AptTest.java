package io.microcontainer.build.deb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.pgp.Gpg;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Peer;
import io.microcontainer.build.smith.BuildRequest;
import io.microcontainer.build.smith.BuiltPlatform;
import io.microcontainer.build.smith.Smith;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository of packages that dpkg-deb made, signed by gpg as Debian signs its own. */
class AptTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsDpkg() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb, which makes the packages, is not here");
    }

    @Test
    void versionsAreInDpkgsOrder() {
        List<String> versions = List.of("1.0", "1.0-1", "1.0~rc1", "1.0~rc1-1", "1.0+b1", "1.0-1+b1", "1:0.5", "1.00", "1.0a", "1.0.1", "1.10", "1.9", "2.36-9+deb12u1",
                "2.36-9+deb12u14", "0", "1.0-0", "1.0~~", "1.0.a", "1.0-a", "20220101", "1.0-1~bpo1");
        for (String a : versions) {
            var script = new StringBuilder();
            versions.forEach(b -> script.append("if dpkg --compare-versions '").append(a).append("' lt '").append(b).append("'; then printf -- '-'; elif dpkg --compare-versions '")
                    .append(a).append("' eq '").append(b).append("'; then printf 0; else printf +; fi\n"));
            String theirs = Peer.text("sh", "-c", script.toString());
            var ours = new StringBuilder();
            versions.forEach(b -> {
                int order = Evr.parseDebian(a).compareTo(Evr.parseDebian(b));
                ours.append(order < 0 ? '-' : order > 0 ? '+' : '0');
            });
            assertEquals(theirs, ours.toString(), a);
        }
    }

    @Test
    void imagesOfDebianPackages() throws Exception {
        Path repository = Files.createDirectories(directory.resolve("repo/pool"));
        deb(repository, "app", "2:1.0-1", "xz", "Depends: libc (>= 1.5~), missing | data (>= 2), virtual\nRecommends: extra", "mkdir -p usr/bin opt; echo app > usr/bin/app; ln usr/bin/app usr/bin/app2; ln -s app usr/bin/app3");
        deb(repository, "libc", "1.5~rc1-1", "gzip", "Priority: required", "mkdir -p usr/lib; echo old > usr/lib/libc");
        deb(repository, "libc", "1.5-1", "zstd", "Priority: required", "mkdir -p usr/lib; echo new > usr/lib/libc");
        deb(repository, "data", "2.0-1", "none", "Breaks: virtual (<< 2)", "mkdir -p usr/share; echo data > usr/share/data");
        deb(repository, "extra", "1", "xz", "", "mkdir -p usr/share; echo extra > usr/share/extra");
        deb(repository, "aa-virtual", "1", "xz", "Provides: virtual\nPriority: optional", "mkdir -p opt; echo a > opt/virtual");
        deb(repository, "zz-virtual", "1", "xz", "Provides: virtual (= 1)\nPriority: required\nConflicts: zz-virtual (<< 9)", "mkdir -p opt; echo z > opt/virtual");
        deb(repository, "broken", "1", "xz", "Depends: virtual (>= 3)", "mkdir -p opt");
        deb(repository, "base-files", "1", "xz", "", "mkdir usr; ln -s usr/lib lib");
        var gpg = new Gpg(directory);
        try {
            Files.write(directory.resolve("key.asc"), gpg.key("debian", "ed25519", "never"));
            Files.write(directory.resolve("other.asc"), gpg.key("other", "ed25519", "never"));
            Path suite = index(repository.getParent());
            gpg.clearSign("debian", suite.resolve("Release"), suite.resolve("InRelease"));
            BuiltPlatform result = build("good", "key.asc", "[/usr/bin, /usr/share, /lib/libc, /opt]", "app");
            assertEquals(List.of("aa-virtual-1.x86_64", "app-2:1.0-1.x86_64", "base-files-1.x86_64", "data-2.0-1.x86_64", "libc-1.5-1.x86_64"),
                    result.packages().stream().map(each -> each.nevra().toString()).toList());
            assertEquals(List.of("/", "/dev", "/lib", "/opt", "/opt/virtual", "/proc", "/read", "/run", "/sys", "/usr", "/usr/bin", "/usr/bin/app", "/usr/bin/app2",
                    "/usr/bin/app3", "/usr/lib", "/usr/lib/libc", "/usr/share", "/usr/share/data", "/write"),
                    result.tree().entries().keySet().stream().map(Object::toString).toList());
            assertEquals(result.image().descriptor(), build("again", "key.asc", "[/usr/bin, /usr/share, /lib/libc, /opt]", "app").image().descriptor());
            assertEquals("nothing provides virtual >= 3 needed by broken-1.x86_64", refuse("broken", "key.asc", "broken"));
            assertTrue(refuse("stranger", "other.asc", "app").contains("which is not trusted here"), () -> refuse("stranger", "other.asc", "app"));

            Files.writeString(suite.resolve("InRelease"), Files.readString(suite.resolve("InRelease")).replace("Suite: stable", "Suite: testing"));
            assertTrue(refuse("changed", "key.asc", "app").contains("it was changed or is damaged"), () -> refuse("changed", "key.asc", "app"));
            Files.delete(suite.resolve("InRelease"));
            assertTrue(refuse("none", "key.asc", "app").contains("Release.gpg does not exist"), () -> refuse("none", "key.asc", "app"));
            Files.move(gpg.sign("debian", suite.resolve("Release")), suite.resolve("Release.gpg"));
            build("detached", "key.asc", "[/usr/bin]", "app");
            Files.writeString(repository.getParent().resolve("dists/stable/main/binary-amd64/Packages"), "Package: evil\n");
            assertTrue(refuse("list", "key.asc", "app").contains("size or checksum differ"), () -> refuse("list", "key.asc", "app"));
            Files.writeString(suite.resolve("Release"), Files.readString(suite.resolve("Release")).replace("Suite:", "Valid-Until: Sat, 01 Jan 2022 00:00:00 UTC\nSuite:"));
            gpg.clearSign("debian", suite.resolve("Release"), suite.resolve("InRelease"));
            assertTrue(refuse("late", "key.asc", "app").contains("was valid until Sat, 01 Jan 2022"), () -> refuse("late", "key.asc", "app"));
        } finally {
            gpg.close();
        }
    }

    private String refuse(String cache, String key, String name) {
        return assertThrows(BuildException.class, () -> build(cache, key, "[/usr]", name)).getMessage();
    }

    private BuiltPlatform build(String cache, String key, String paths, String name) throws IOException {
        Path place = Files.createDirectories(directory.resolve("place-" + cache));
        Files.writeString(place.resolve("smith.yaml"), "package: " + name + "\nrepos:\n- deb [signed-by=" + directory.resolve(key) + "] " + directory.resolve("repo").toUri()
                + " stable main\npaths: " + paths + "\n");
        return Smith.build(new BuildRequest(place.resolve("smith.yaml"), place, place.resolve("i.tar.gz"), directory.resolve("cache-" + cache), List.of(), "x86_64", false,
                false, FetchOptions.DEFAULT, Optional.empty(), 0, "0.1.0", Map.of(), Progress.SILENT)).only();
    }

    private void deb(Path pool, String name, String version, String compression, String fields, String script) throws IOException {
        Path root = Files.createTempDirectory(directory, "deb");
        Peer.run(List.of("sh", "-ec", "umask 022; cd \"$1\"; mkdir DEBIAN; " + script, "sh", root.toString()));
        Files.writeString(root.resolve("DEBIAN/control"), "Package: " + name + "\nVersion: " + version + "\nArchitecture: amd64\nMaintainer: nobody <n@example.org>\n"
                + (fields.isEmpty() ? "" : fields + "\n") + "Description: " + name + "\n more of it\n");
        Peer.run(List.of("dpkg-deb", "--root-owner-group", "-Z" + compression, "-b", root.toString(), pool.resolve(name + "_" + version.replace(':', '-') + ".deb").toString()));
    }

    private static Path index(Path repository) throws Exception {
        var packages = new StringBuilder();
        try (Stream<Path> files = Files.list(repository.resolve("pool"))) {
            for (Path file : files.sorted().toList()) {
                packages.append(Peer.text("dpkg-deb", "-f", file.toString())).append("Filename: pool/").append(file.getFileName()).append("\nSize: ").append(Files.size(file))
                        .append("\nSHA256: ").append(sha256(Files.readAllBytes(file))).append("\n\n");
            }
        }
        Path suite = repository.resolve("dists/stable");
        byte[] list = packages.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(Files.createDirectories(suite.resolve("main/binary-amd64")).resolve("Packages"), list);
        Files.writeString(suite.resolve("Release"), "Origin: test\nSuite: stable\nSHA256:\n " + sha256(list) + " " + list.length + " main/binary-amd64/Packages\n");
        return suite;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
