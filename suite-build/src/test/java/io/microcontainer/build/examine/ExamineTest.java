package io.microcontainer.build.examine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.registry.RealRegistry;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.smith.BuiltPlatform;
import io.microcontainer.build.smith.Smith;
import io.microcontainer.build.smith.TestBuild;
import io.microcontainer.build.transfer.Transfer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real images, looked at: those of smith, and those that others made badly. */
class ExamineTest {

    @TempDir
    private static Path shared;
    private static Path repository;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeRepository() throws Exception {
        Path source = Files.writeString(shared.resolve("app.c"), "int helper(void);\nint main(void) { return helper(); }\n");
        Path library = Files.writeString(shared.resolve("helper.c"), "int helper(void) { return 0; }\n");
        HostTree.run("gcc", "-shared", "-nostdlib", "-Wl,-soname,libhelper.so.1", "-o", shared.resolve("libhelper.so.1").toString(), library.toString());
        HostTree.run("gcc", "-nostdlib", "-Wl,-e,main", "-o", shared.resolve("app").toString(), source.toString(), shared.resolve("libhelper.so.1").toString());
        HostTree.run("gcc", "-static", "-nostdlib", "-Wl,-e,main", "-Dmain=start", "-o", shared.resolve("static").toString(), library.toString(),
                "-Wl,-e,helper");
        repository = new TestRepo(shared.resolve("repo")).addFiles("app", "1.0-1", List.of("Requires: helper"),
                "mkdir -p $R/usr/bin $R/lib64; cp " + shared.resolve("app") + " $R/usr/bin/app; cp " + shared.resolve("static") + " $R/usr/bin/other;"
                        + " cp " + shared.resolve("static") + " $R/usr/bin/bash; ln -s app $R/usr/bin/alias; cp " + shared.resolve("static")
                        + " $R/lib64/ld-linux-x86-64.so.2", "/usr/bin/app", "/usr/bin/other", "/usr/bin/bash", "/usr/bin/alias", "/lib64/ld-linux-x86-64.so.2")
                .addFiles("helper", "2-1", List.of(), "mkdir -p $R/usr/lib64 $R/usr/share; cp " + shared.resolve("libhelper.so.1")
                        + " $R/usr/lib64; echo d > $R/usr/share/data", "/usr/lib64/libhelper.so.1", "/usr/share/data").createrepo();
    }

    @Test
    void whatSmithBuildsIsProvedAndExplained() throws Exception {
        BuiltPlatform built = build("image", "paths: [/usr/bin/alias, /usr/share]\nentrypoint: [/usr/bin/alias]\n");
        assertEquals(List.of(), built.findings());
        Examined image = open("image/image.tar.gz");
        assertEquals(List.of(), image.prove());
        assertEquals(List.of("app-1.0-1.x86_64", "helper-2-1.x86_64"), image.packages());
        assertEquals(List.of("/usr/lib64/libhelper.so.1",
                "  is library libhelper.so.1 needed by /usr/bin/app",
                "  /usr/bin/app is the target of symlink /usr/bin/alias",
                "  /usr/bin/alias is chosen by path /usr/bin/alias",
                "  from package helper-2-1.x86_64, which is needed by app-1.0-1.x86_64 for helper"), new Explanation(image).of("/usr/lib64/libhelper.so.1"));
        assertTrue(assertThrows(BuildException.class, () -> new Explanation(image).of("/none")).getMessage().startsWith("/none is not in "));
        assertEquals(5, new Explanation(image).all().size());
    }

    @Test
    void theBillOfMaterialsTravelsWithTheImage() throws Exception {
        build("image", "paths: [/usr/bin/app]\nentrypoint: [/usr/bin/app]\n");
        try (var registry = RealRegistry.plain(Files.createDirectories(directory.resolve("registry")))) {
            RemoteImage remote = RemoteImage.parse("http://" + registry.host() + "/app:1");
            var digest = new Transfer(directory.resolve("cache"), RegistryOptions.of(false, Map.of()), TransferListener.SILENT)
                    .upload(Location.parse("image/image.tar.gz", directory), remote, false, Optional.empty());
            Examined image = open(remote.toString());
            assertEquals(List.of(), image.prove());
            assertEquals(3, new Explanation(image).all().size());
            // This registry has no list of referrers: a tag stands for it (distribution-spec, "Referrers Tag Schema").
            JsonNode list = new JsonMapper().readTree(HostTree.run("skopeo", "inspect", "--raw", "--tls-verify=false",
                    "docker://" + registry.host() + "/app:" + digest.toString().replace(':', '-')));
            assertEquals(List.of("application/vnd.cyclonedx+json", "application/spdx+json"), list.path("manifests").findValuesAsText("artifactType"));
        }
    }

    @Test
    void whatMoreThanOneProgramNeedsIsFound() throws Exception {
        BuiltPlatform built = build("image", "paths: [/usr/bin]\nentrypoint: [/usr/bin/app]\nroot: true\n");
        assertEquals(List.of("there are more programs than /usr/bin/app: /usr/bin/other", "there is a shell: /usr/bin/bash"), text(built.findings()));
        assertEquals(text(built.findings()), text(open("image/image.tar.gz").prove()));
        assertEquals(List.of("neither entrypoint nor cmd says what to run"), text(build("none", "paths: [/usr/bin/app]\n").findings()));
        assertEquals(List.of("the program to run, /x, is not in the image"), text(build("gone", "paths: [/usr/bin/app]\ncmd: [/x]\n").findings()));
    }

    @Test
    void everyPropertyThatOthersBreakIsFound() throws Exception {
        Path root = Files.createDirectories(directory.resolve("root"));
        HostTree.run("sh", "-ec", "cd $0; mkdir -p bin tmp dev home; cp " + shared.resolve("static") + " bin/app; cp bin/app bin/su; chmod 4755 bin/su;"
                + " cp bin/app bin/cap; setcap cap_net_raw+ep bin/cap; mknod dev/zero c 1 5; chmod 1777 tmp; echo x > home/x; chown 7:8 home/x;"
                + " find . -exec touch -h -d @0 {} +; touch -d @5 home/x; mkfifo pipe; touch -d @0 pipe", root.toString());
        HostTree.run("sh", "-ec", "cd $0; umoci init --layout l; umoci new --image l:a; umoci unpack --image l:a b; cp -a root/. b/rootfs/;"
                + " umoci repack --image l:a b; umoci config --image l:a --config.entrypoint /bin/app", directory.toString());
        Map<Property, String> found = open("l:a").prove().stream().collect(Collectors.toMap(Finding::property, Finding::toString, (a, b) -> a + "; " + b));
        assertEquals("there are more programs than /bin/app: /bin/cap, /bin/su", found.get(Property.ONE_PROGRAM));
        assertEquals("files of other owners than 0:0: /home/x", found.get(Property.NO_OWNER));
        assertEquals("set-user-id, set-group-id or sticky bits, or devices: /dev/zero, /pipe, /bin/su, /tmp", found.get(Property.NO_SPECIAL_MODES));
        assertEquals("file capabilities or extended attributes: /bin/cap", found.get(Property.NO_CAPABILITIES));
        assertTrue(found.get(Property.ONE_TIME).startsWith("times other than 1970 and the image's own: ") 
                && found.get(Property.ONE_TIME).endsWith("/home/x"), found::toString);
        assertEquals("the program runs as user 0, who may write everywhere; set a user, or root: true if it is meant; places that everybody may write to and"
                + " that are no mount points: /tmp", found.get(Property.READ_ONLY));
        assertEquals("files that the program does not load (whether it reads them is not known): /bin/cap, /bin/su, /home/x",
                found.get(Property.NOTHING_UNREFERENCED));
        assertEquals(null, found.get(Property.NO_SHELL));
        assertTrue(assertThrows(BuildException.class, () -> new Explanation(open("l:a"))).getMessage().contains("has no bill of materials of smith"));
    }

    @Test
    void layersTellTheirWasteAndImagesTheirDifference() throws Exception {
        HostTree.run("sh", "-ec", "cd $0; umoci init --layout l; umoci new --image l:a; umoci unpack --image l:a b; printf 12345 > b/rootfs/x; printf 12 >"
                + " b/rootfs/y; cp b/rootfs/x b/rootfs/copy; umoci repack --refresh-bundle --image l:b b; rm b/rootfs/x; printf 123 > b/rootfs/y; chmod 600"
                + " b/rootfs/copy; umoci repack --image l:c b; umoci config --image l:c --config.user 5", directory.toString());
        Scan lower = open("l:b").scan();
        assertEquals(List.of(12L), lower.layers().stream().map(ScannedLayer::bytes).toList());
        assertEquals(5, lower.duplicated());
        Scan upper = open("l:c").scan();
        // x, y and the copy, which is shipped again for its mode alone.
        assertEquals(List.of(0L, 12L), upper.layers().stream().map(ScannedLayer::wasted).toList());
        List<String> lines = Difference.between(open("l:b"), open("l:c"));
        assertTrue(lines.contains("- /x 5 bytes"), lines::toString);
        assertTrue(lines.stream().anyMatch(each -> each.startsWith("~ /y content 2 -> 3 bytes")), lines::toString);
        assertTrue(lines.stream().anyMatch(each -> each.startsWith("~ /copy mode 644 -> 600")), lines::toString);
        assertTrue(lines.stream().anyMatch(each -> each.startsWith("~ config User: ") && each.endsWith("-> \"5\"")), lines::toString);
        assertEquals(List.of(), Difference.between(open("l:b"), open("l:b")));
    }

    private static List<String> text(List<Finding> findings) {
        return findings.stream().map(Finding::toString).toList();
    }

    private Examined open(String image) {
        return new Examiner(directory.resolve("cache"), RegistryOptions.of(false, Map.of()), Platform.linux("amd64")).open(image, directory, Optional.empty());
    }

    private BuiltPlatform build(String name, String spec) throws Exception {
        Path place = Files.createDirectories(directory.resolve(name));
        Files.writeString(place.resolve("smith.yaml"), "package: app\nrepos: [" + repository + "]\n" + spec);
        return Smith.build(TestBuild.request(place, directory.resolve("cache"))).only();
    }
}
