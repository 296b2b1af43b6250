package io.microcontainer.build.smith;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.TreePath;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, with real packages and with the tools of others to judge the image. */
class SmithTest {

    @TempDir
    private static Path shared;
    private static Path repository;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeRepository() throws Exception {
        Path source = Files.writeString(shared.resolve("app.c"), """
                #include <stdio.h>
                int main(void) {
                    char text[64] = "";
                    FILE *file = fopen("/read/data", "r");
                    return file && fgets(text, sizeof text, file) && fputs(text, stdout) >= 0 ? 0 : 1;
                }
                """);
        Path program = shared.resolve("app");
        HostTree.run("gcc", "-static", "-Os", "-s", "-o", program.toString(), source.toString());
        HostTree.run("gcc", "-Os", "-s", "-o", shared.resolve("dynamic").toString(), source.toString());
        repository = new TestRepo(shared.resolve("repo")).addFiles("app", "1.0-1", List.of("Requires: app-data"),
                "mkdir -p $R/usr/bin $R/usr/share; install -m 4711 " + program + " $R/usr/bin/app; ln -s app $R/usr/bin/alias; cp "
                        + shared.resolve("dynamic") + " $R/usr/bin/dynamic", "/usr/bin/app", "/usr/bin/alias", "/usr/bin/dynamic")
                .addFiles("app-data", "2:3-4", List.of(), "mkdir -p $R/usr/share/app/doc; echo d > $R/usr/share/app/data; echo h > $R/usr/share/app/doc/help;"
                        + " chmod 600 $R/usr/share/app/data", "/usr/share/app").createrepo();
    }

    @Test
    void imageOfPackagesIsWhatOthersExpect() throws Exception {
        Path place = place("""
                package: app
                repos: [%s]
                paths: [/usr/bin/alias, /usr/share/app]
                excludes: [/usr/share/app/doc]
                entrypoint: [/usr/bin/alias]
                cmd: [x]
                env: [A=b]
                dir: /read
                user: foo:bar
                mounts: [/data]
                labels: {made: here}
                ports: {80/tcp: {}}
                """.formatted(repository));
        Files.createDirectories(place.resolve("rootfs/read"));
        Path data = Files.writeString(place.resolve("rootfs/read/data"), "Hello World!\n");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-------"));
        BuiltPlatform result = Smith.build(request(place, "image.tar.gz")).only();
        assertEquals(List.of(), result.warnings());
        assertEquals("chosen by path /usr/bin/alias", result.reasons().get(TreePath.of("/usr/bin/alias")).toString());
        assertEquals("the target of symlink /usr/bin/alias", result.reasons().get(TreePath.of("/usr/bin/app")).toString());
        assertEquals("part of the rootfs overlay", result.reasons().get(TreePath.of("/read/data")).toString());
        assertEquals(result.tree().entries().keySet(), result.reasons().keySet());

        String image = place.resolve("image.tar.gz").toString();
        JsonNode config = new JsonMapper().readTree(HostTree.run("skopeo", "inspect", "--config", "oci-archive:" + image));
        assertEquals("amd64", config.path("architecture").asText());
        assertEquals("1970-01-01T00:00:00Z", config.path("created").asText());
        assertEquals(new JsonMapper().readTree("""
                {"User":"foo:bar","ExposedPorts":{"80/tcp":{}},"Env":["A=b"],"Entrypoint":["/usr/bin/alias"],"Cmd":["x"],
                "Volumes":{"/data":{}},"WorkingDir":"/read","Labels":{"made":"here"}}"""), config.path("config"));
        unpack(place, image);
        String listing = HostTree.run("find", place.resolve("bundle/rootfs").toString(), "-mindepth", "1", "-printf", "%m %U:%G %T@ %P %l\\n");
        assertEquals("""
                644 0:0 0.0000000000 etc/group
                644 0:0 0.0000000000 etc/nsswitch.conf
                644 0:0 0.0000000000 etc/passwd
                644 0:0 0.0000000000 read/data
                644 0:0 0.0000000000 usr/share/app/data
                755 0:0 0.0000000000 dev
                755 0:0 0.0000000000 etc
                755 0:0 0.0000000000 proc
                755 0:0 0.0000000000 read
                755 0:0 0.0000000000 sys
                755 0:0 0.0000000000 usr
                755 0:0 0.0000000000 usr/bin
                755 0:0 0.0000000000 usr/bin/app
                755 0:0 0.0000000000 usr/share
                755 0:0 0.0000000000 usr/share/app
                777 0:0 0.0000000000 data
                777 0:0 0.0000000000 run
                777 0:0 0.0000000000 usr/bin/alias app
                777 0:0 0.0000000000 write
                """, String.join("\n", listing.lines().map(String::strip).sorted().toList()) + "\n");
        assertEquals("Hello World!\n", HostTree.run("chroot", place.resolve("bundle/rootfs").toString(), "/usr/bin/alias"));
        HostTree.run("podman", "--root", directory.resolve("p").toString(), "--runroot", directory.resolve("r").toString(), "--storage-driver", "vfs",
                "load", "-i", image);
        assertEquals("-rw-------", HostTree.run("stat", "-c", "%A", data.toString()).trim());
        storedSpecificationAndPackages(place);
    }

    private static void storedSpecificationAndPackages(Path place) throws Exception {
        Path layout = Files.createDirectories(place.resolve("raw"));
        HostTree.run("tar", "-C", layout.toString(), "-xzf", place.resolve("image.tar.gz").toString());
        JsonNode index = new JsonMapper().readTree(layout.resolve("index.json").toFile());
        JsonNode annotations = index.path("annotations");
        Path packages = layout.resolve("blobs/sha256").resolve(annotations.path("application/vnd.smith.packages").asText().substring(7));
        assertEquals("app-1.0-1.x86_64\napp-data-2:3-4.x86_64\n", Files.readString(packages));
        Path spec = layout.resolve("blobs/sha256").resolve(annotations.path("application/vnd.smith.spec+json").asText().substring(7));
        assertEquals("mock", new JsonMapper().readTree(spec.toFile()).path("type").asText());
        assertEquals("7", index.path("manifests").path(0).path("annotations").path("com.oracle.smith.build").asText());
    }

    @Test
    void sameInputsGiveTheSameFileOnAnyMachine() throws Exception {
        List<byte[]> images = new ArrayList<>();
        for (List<String> way : List.of(List.of("022", "UTC", "C.UTF-8", "2"), List.of("077", "Asia/Kathmandu", "C", "1"),
                List.of("000", "America/St_Johns", "tr_TR.UTF-8", "4"))) {
            Path place = Files.createDirectories(directory.resolve("place" + images.size()));
            write(place, "package: app\nrepos: [" + repository + "]\npaths: [/usr/**]\nnss: true\n");
            HostTree.run("sh", "-ec", "umask $1; export TZ=$2 LC_ALL=$3; n=$4; cd \"$5\"; shift 5; mkdir -p rootfs/é; touch rootfs/é/b rootfs/é/a;"
                    + " exec \"$@\" -XX:ActiveProcessorCount=$n -Duser.language=$(echo $LC_ALL | cut -c1-2) " + SmithProcess.class.getName() + " .", "sh",
                    way.get(0), way.get(1), way.get(2), way.get(3), place.toString(), ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED", "-cp", classPath());
            images.add(Files.readAllBytes(place.resolve("image.tar.gz")));
        }
        assertArrayEquals(images.get(0), images.get(1));
        assertArrayEquals(images.get(0), images.get(2));
    }

    @Test
    void imageOfAnImageInheritsAndLiesUponItsParent() throws Exception {
        Path base = place("package: app\nrepos: [" + repository + "]\npaths: [/usr/bin/app, /usr/share/app]\ncmd: [/usr/bin/app]\nenv: [A=b]\n");
        Smith.build(request(base, "base.tar.gz"));
        write(base, "package: base.tar.gz:latest\npaths: [/usr/bin]\n");
        BuiltPlatform again = Smith.build(request(base, "again.tar.gz")).only();
        assertEquals(List.of("/usr/bin/app"), again.image().config().config().cmd());
        assertEquals(List.of("A=b"), again.image().config().config().env());
        assertEquals("layer " + "sha256:", again.tree().get(TreePath.of("/usr/bin/app")).orElseThrow().origin().toString().substring(0, 13));

        write(base, "package: app\nrepos: [" + repository + "]\nparent: base.tar.gz\npaths: [/usr/bin/app]\n");
        Files.createDirectories(base.resolve("rootfs/read"));
        Files.writeString(base.resolve("rootfs/read/data"), "upon\n");
        BuiltPlatform upon = Smith.build(request(base, "upon.tar.gz")).only();
        assertEquals(2, upon.image().manifest().layers().size());
        assertTrue(upon.image().manifest().layers().get(1).size() < 1000);
        assertEquals(List.of("/usr/bin/app"), upon.image().config().config().cmd());
        unpack(base, base.resolve("upon.tar.gz").toString());
        assertEquals("upon\n", HostTree.run("chroot", base.resolve("bundle/rootfs").toString(), "/usr/bin/app"));
    }

    @Test
    void whatIsWrongIsSaidAndNothingIsWritten() throws Exception {
        assertError("/usr/bin/dynamic of package app-1.0-1.x86_64 needs loader /lib64/ld-linux-x86-64.so.2, which no package has; add one that does"
                + " or put the file into rootfs; /usr/bin/dynamic of package app-1.0-1.x86_64 needs library libc.so.6",
                "package: app\nrepos: [" + repository + "]\npaths: [/usr/bin/dynamic]\n");
        assertError("path \"/usr/none\" matches nothing in the packages", "package: app\nrepos: [" + repository + "]\npaths: [/usr/none]\n");
        assertError("there is no package file ", "package: none.rpm\npaths: [/x]\n");
        assertError("there is no image at ", "package: none.tar.gz\npaths: [/x]\n");
        assertError("pattern \"/usr/[\" has \"[\" without its end", "package: app\nrepos: [" + repository + "]\npaths: ['/usr/[']\n");
        assertError("path \"/../etc\" leads out of the image", "mounts: [/../etc]\n");
        assertError("mock.pre-build ./fails failed with status 3", "package: app\nmock: {pre-build: ./fails}\n");
    }

    @Test
    void warningsTellWhatLooksWrong() throws Exception {
        Path place = place("package: app\nrepos: [" + repository + "]\npaths: [/usr/bin, /usr/none*]\n"
                + "excludes: [/usr/bin/alias]\nentrypoint: [alias]\n");
        List<String> warnings = Smith.build(request(place, "i.tar.gz")).only().warnings();
        assertTrue(warnings.contains("path \"/usr/none*\" matches nothing"), warnings::toString);
        assertTrue(warnings.contains("entrypoint is alias, which is not in the image; add it to paths or to rootfs"), warnings::toString);
        assertTrue(warnings.stream().anyMatch(each -> each.startsWith("/usr/bin/dynamic of package app-1.0-1.x86_64 needs library libc.so.6")),
                warnings::toString);
    }

    @Test
    void localPackageFileAndHooks() throws Exception {
        Path place = place("package: %s\nmock:\n  deps: [%s]\n  pre-build: ./before\n  post-build: ./after\npaths: [/usr/bin/app]\n".formatted(
                repository.resolve("app-1.0-1.x86_64.rpm"), repository.resolve("app-data-3-4.x86_64.rpm")));
        for (String name : List.of("before", "after")) {
            Path hook = Files.writeString(place.resolve(name), "#!/bin/sh\necho $0 >> done\n");
            Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        }
        Smith.build(request(place, "i.tar.gz"));
        assertEquals("./before\n./after\n", Files.readString(place.resolve("done")));
    }

    @Test
    void imageOfTheOverlayAlone() throws Exception {
        Path place = place("cmd: [run]\nenv: [PATH=/app]\n");
        Files.createDirectories(place.resolve("rootfs/app"));
        Files.copy(shared.resolve("app"), place.resolve("rootfs/app/run"));
        place.resolve("rootfs/app/run").toFile().setExecutable(true);
        BuiltPlatform result = Smith.build(request(place, "i.tar.gz")).only();
        assertEquals(List.of(), result.warnings());
        assertEquals(List.of(), result.packages());
        assertEquals("10:10", result.image().config().config().user());
        write(place, "parent: i.tar.gz\n");
        BuiltPlatform same = Smith.build(request(place, "same.tar.gz")).only();
        assertEquals(result.image().manifest().layers(), same.image().manifest().layers());
    }

    private void assertError(String begin, String spec) throws Exception {
        Path place = place(spec);
        Path fails = Files.writeString(place.resolve("fails"), "#!/bin/sh\nexit 3\n");
        Files.setPosixFilePermissions(fails, PosixFilePermissions.fromString("rwx------"));
        String message = assertThrows(BuildException.class, () -> Smith.build(request(place, "i.tar.gz"))).getMessage();
        assertTrue(message.startsWith(begin), message);
        try (var files = Files.list(place)) {
            assertFalse(files.anyMatch(each -> each.getFileName().toString().contains("i.tar.gz")));
        }
    }

    private Path place(String spec) throws Exception {
        Path place = Files.createTempDirectory(directory, "place");
        write(place, spec);
        return place;
    }

    private static void write(Path place, String spec) throws Exception {
        Files.writeString(place.resolve("smith.yaml"), spec);
    }

    private BuildRequest request(Path place, String image) {
        return TestBuild.request(place, directory.resolve("cache"), image, Optional.of("7"));
    }

    private static void unpack(Path place, String image) throws Exception {
        HostTree.run("skopeo", "--insecure-policy", "copy", "-q", "oci-archive:" + image, "oci:" + place.resolve("layout") + ":latest");
        HostTree.run("umoci", "unpack", "--image", place.resolve("layout") + ":latest", place.resolve("bundle").toString());
    }

    private static String classPath() {
        String modules = System.getProperty("jdk.module.path", "");
        Path tests = Path.of("target/test-classes").toAbsolutePath();
        return String.join(File.pathSeparator, modules, System.getProperty("java.class.path"), tests.toString());
    }
}
