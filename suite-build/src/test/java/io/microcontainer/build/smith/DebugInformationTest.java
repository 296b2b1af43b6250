package io.microcontainer.build.smith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.rpm.Peer;
import io.microcontainer.build.select.HostTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debug information of packages as rpmbuild makes them, with what dwz has put together; gdb says whether it finds it. */
class DebugInformationTest {

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makePackages() throws Exception {
        String spec = """
                Name: app
                Version: 1
                Release: 1
                Summary: s
                License: MIT
                AutoReqProv: no
                %global __debug_install_post /usr/bin/find-debuginfo --run-dwz --unique-debug-suffix "-1-1.x86_64" -S sources "%{_builddir}"
                %global _unpackaged_files_terminate_build 0
                %global _build_id_links compat
                %debug_package
                %description
                d
                %prep
                mkdir -p src; cd src
                echo 'int answer(int n) { return n * 2; }' > lib.c
                cat > app.c <<'X'
                #include <stdio.h>
                #include <stdlib.h>
                struct thing { int a; char *b; double c[4]; };
                struct other { struct thing one; struct thing two[3]; int (*three)(struct thing *); };
                int answer(int);
                struct other global;
                int main(int c, char **v) { struct thing t = { c, v[0], { 1 } }; printf("%d", answer(t.a)); return global.two[1].a; }
                X
                %build
                cd src
                gcc -g -O0 -fPIC -shared -Wl,--build-id -Wl,-soname,libans.so.1 -o libans.so.1 lib.c
                gcc -g -O0 -Wl,--build-id -o app app.c libans.so.1
                gcc -g -O0 -Wl,--build-id -o other -DOTHER=1 -Dglobal=second app.c libans.so.1
                %install
                mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/lib64
                install -m755 src/app src/other %{buildroot}/usr/bin; install -m755 src/libans.so.1 %{buildroot}/usr/lib64
                %files
                /usr/bin/*
                /usr/lib64/*
                """;
        Path file = Files.writeString(shared.resolve("app.spec"), spec);
        Peer.run(List.of("rpmbuild", "--quiet", "-bb", "--define", "_topdir " + shared.resolve("top"), "--define", "_rpmdir " + shared.resolve("out"),
                "--target", "x86_64", file.toString()));
        Path main = Files.createDirectories(shared.resolve("main"));
        Path debug = Files.createDirectories(shared.resolve("debug"));
        try (Stream<Path> files = Files.list(shared.resolve("out/x86_64"))) {
            for (Path each : files.toList()) {
                Files.move(each, (each.toString().contains("debuginfo") ? debug : main).resolve(each.getFileName()));
            }
        }
        TestRepo.index(debug);
        new TestRepo(main).addFiles("libc", "1-1", List.of(), "mkdir -p $R/lib64; cp -L /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6 $R/lib64",
                "/lib64/libc.so.6", "/lib64/ld-linux-x86-64.so.2").createrepo();
    }

    @Test
    void gdbFindsWhatThePackagesHave() throws Exception {
        BuildResult built = build("debuginfo:\n  repos: [{id: debug, baseurl: " + shared.resolve("debug") + ", gpgcheck: false}]\n");
        BuiltPlatform image = built.only();
        BuiltDebug debug = image.debug().orElseThrow();
        assertEquals(List.of(2, 4), List.of(debug.found(), debug.count()));
        assertEquals(1, image.warnings().size());
        assertTrue(image.warnings().getFirst().startsWith("no repository has the debug information of /lib64/ld-linux-x86-64.so.2, /lib64/libc.so.6;"),
                image.warnings().getFirst());
        // The image is the same with and without it, and lies underneath.
        assertEquals(build("").root().digest(), built.root().digest());
        assertEquals(image.image().manifest().layers(), debug.image().manifest().layers().subList(0, debug.image().manifest().layers().size() - 1));
        Path root = unpack(built.debug().orElseThrow().file());
        for (String each : List.of("usr/lib/debug/.dwz/app-1-1.x86_64", "usr/lib/debug/usr/bin/app-1-1.x86_64.debug")) {
            assertTrue(Files.exists(root.resolve(each)), each);
        }
        String id = HostTree.run("sh", "-c", "readelf -n '" + root.resolve("usr/bin/app") + "' | sed -n 's/.*Build ID: //p'").strip();
        assertTrue(Files.isSameFile(root.resolve("usr/lib/debug/.build-id/" + id.substring(0, 2) + "/" + id.substring(2)), root.resolve("usr/bin/app")));
        assertTrue(Files.notExists(root.resolve("usr/lib/debug/usr/bin/other-1-1.x86_64.debug")), "of what is not in the image");

        String said = gdb(root, "usr/bin/app", "info line main", "ptype struct other", "print sizeof(global)");
        assertTrue(said.contains("Line 7 of \"app.c\""), said);
        assertTrue(said.contains("struct thing two[3];"), said);
        assertTrue(gdb(root, "usr/lib64/libans.so.1", "info line answer").contains("Line 1 of \"lib.c\""));
    }

    /** As smith.yaml of 2017 has it: {@code debugdeps} names packages, {@code debugpaths} more files of them. */
    @Test
    void theOldKeys() throws Exception {
        BuildResult built = build("mock:\n  debuginfo: true\n  debugdeps: [" + shared.resolve("debug/app-debuginfo-1-1.x86_64.rpm") + "]\n"
                + "  debugpaths: [/usr/lib/debug/usr/bin/oth*]\n");
        assertEquals(2, built.only().debug().orElseThrow().found());
        assertEquals(directory.resolve("image-debuginfo.tar.gz"), built.debug().orElseThrow().file());
        Path root = unpack(built.debug().orElseThrow().file());
        assertTrue(Files.exists(root.resolve("usr/lib/debug/usr/bin/other-1-1.x86_64.debug")));
        assertTrue(gdb(root, "usr/bin/app", "info line main").contains("Line 7 of \"app.c\""));
    }

    @Test
    void theArchiveIsNamedAfterTheImage() {
        assertEquals(Path.of("/a/b-debuginfo"), Smith.debugFile(Path.of("/a/b")));
        assertEquals(Path.of("/a/b-debuginfo.tar"), Smith.debugFile(Path.of("/a/b.tar")));
        assertEquals(Path.of("/a.tar/b-debuginfo.tgz"), Smith.debugFile(Path.of("/a.tar/b.tgz")));
    }

    private static String gdb(Path root, String file, String... commands) throws Exception {
        Stream<String> all = Stream.concat(Stream.of("set debuginfod enabled off", "set sysroot " + root, "set debug-file-directory " + root + "/usr/lib/debug",
                "file " + root.resolve(file)), Stream.of(commands));
        List<String> words = Stream.concat(Stream.of("gdb", "-nx", "-batch"), all.flatMap(each -> Stream.of("-ex", each))).toList();
        return HostTree.run(words.toArray(String[]::new));
    }

    private Path unpack(Path image) throws Exception {
        HostTree.run("skopeo", "--insecure-policy", "copy", "-q", "oci-archive:" + image, "oci:" + directory.resolve("layout") + ":latest");
        HostTree.run("umoci", "unpack", "--image", directory.resolve("layout") + ":latest", directory.resolve("bundle").toString());
        return directory.resolve("bundle/rootfs");
    }

    private BuildResult build(String more) throws Exception {
        Files.writeString(directory.resolve("smith.yaml"), "package: app\npackages: [libc]\nrepos: [{id: main, baseurl: " + shared.resolve("main")
                + ", gpgcheck: false}]\npaths: [/usr/bin/app]\nentrypoint: [/usr/bin/app]\n" + more);
        return Smith.build(TestBuild.request(directory, directory.resolve("cache")));
    }
}
