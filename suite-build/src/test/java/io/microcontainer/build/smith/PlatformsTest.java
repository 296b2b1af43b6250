package io.microcontainer.build.smith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.examine.Examined;
import io.microcontainer.build.examine.Examiner;
import io.microcontainer.build.registry.RealRegistry;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.rpm.Peer;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.sign.Signatures;
import io.microcontainer.build.sign.SigningKey;
import io.microcontainer.build.transfer.Transfer;
import io.microcontainer.build.tree.TreePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One build for machines of two kinds: real programs of both, in RPM packages, judged by skopeo, podman and a registry. */
class PlatformsTest {

    private static final Platform ARM = Platform.linux("arm64");
    private static final Platform INTEL = Platform.linux("amd64");
    private static final String CROSS = "/usr/aarch64-linux-gnu/lib";

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    /** Two libraries, one found by {@code $LIB}, one in the directory of Debian's multiarch. */
    @BeforeAll
    static void makePackages() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/aarch64-linux-gnu-gcc")) && Files.exists(Path.of(CROSS, "libc.so.6")),
                "aarch64-linux-gnu-gcc, which makes programs for another machine, is not here");
        Path repository = Files.createDirectories(shared.resolve("repo"));
        for (String machine : List.of("x86_64", "aarch64")) {
            boolean cross = machine.equals("aarch64");
            Path made = Files.createDirectories(shared.resolve(machine));
            String compiler = machine + "-linux-gnu-gcc";
            compile(compiler, made, "int one(void) { return 1; }", "-shared", "-Wl,-soname,libone.so.1", "-o", "libone.so.1");
            compile(compiler, made, "int two(void) { return 2; }", "-shared", "-Wl,-soname,libtwo.so.2", "-o", "libtwo.so.2");
            compile(compiler, made, "int one(void); int two(void); int main(void) { return one() + two() - 3; }", "libone.so.1", "libtwo.so.2",
                    "-Wl,-rpath,/opt/$LIB", "-o", "app");
            // Of glibc, $LIB is lib/MULTIARCH in Debian, lib64 in others; both are tried.
            String lib = cross ? CROSS : "/lib/x86_64-linux-gnu";
            String loader = cross ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2";
            String multiarch = machine + "-linux-gnu";
            String spec = "Name: app\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\nAutoReqProv: no\nRequires: data\n%global debug_package %{nil}\n"
                    + "%global __os_install_post %{nil}\n%description\nd\n%install\n"
                    + "cd %{buildroot}; mkdir -p usr/bin opt/lib64 lib/" + multiarch + " lib64\n"
                    + "cp " + made + "/app usr/bin; cp " + made + "/libone.so.1 opt/lib64; cp " + made + "/libtwo.so.2 " + lib + "/libc.so.6 lib/" + multiarch + "\n"
                    + "cp " + lib + "/" + loader + " " + (cross ? "lib" : "lib64") + "\n%files\n%defattr(-,root,root)\n/usr/bin/app\n/opt\n/lib\n/lib64\n";
            for (Path file : Peer.rpmbuild(Files.createDirectories(shared.resolve("build-" + machine)), spec, "_target_cpu " + machine)) {
                Files.move(file, repository.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        new TestRepo(repository).addNoarch("data", "1-1").createrepo();
    }

    private static void compile(String compiler, Path place, String code, String... options) throws Exception {
        Path source = Files.writeString(place.resolve("source.c"), code);
        List<String> command = new ArrayList<>(List.of("sh", "-ec", "cd \"$0\"; exec \"$@\"", place.toString(), compiler, "-fPIC", "-O1", source.toString()));
        command.addAll(List.of(options));
        HostTree.run(command.toArray(String[]::new));
    }

    @Test
    void imagesOfTwoPlatformsAreOneIndexForOthers() throws Exception {
        BuildResult built = build("both", "architectures: [amd64, arm64]\n");
        assertEquals(List.of(INTEL, ARM), built.platforms().stream().map(BuiltPlatform::platform).toList());
        built.platforms().forEach(each -> assertEquals(List.of(), each.warnings()));
        var files = built.platforms().getLast().tree();
        for (String file : List.of("/usr/bin/app", "/lib/ld-linux-aarch64.so.1", "/lib/aarch64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libtwo.so.2",
                "/opt/lib64/libone.so.1")) {
            assertTrue(files.get(TreePath.of(file)).isPresent(), file);
        }
        // Each is what a build for its architecture alone makes, also by RPM's names.
        assertEquals(build("arm", "architecture: aarch64\n").root().digest(), built.platforms().getLast().image().descriptor().digest());
        assertEquals(build("again", "architectures: [x86_64, aarch64]\n").root().digest(), built.root().digest());

        String archive = directory.resolve("both/image.tar.gz").toString();
        for (String architecture : List.of("amd64", "arm64")) {
            assertEquals(architecture, json("skopeo", "inspect", "--override-arch", architecture, "--config", "oci-archive:" + archive).path("architecture").asText());
        }
        JsonNode index = json("skopeo", "inspect", "--raw", "oci-archive:" + archive);
        assertEquals("[{\"architecture\":\"amd64\",\"os\":\"linux\"}, {\"architecture\":\"arm64\",\"os\":\"linux\"}]",
                index.path("manifests").findValues("platform").toString());
        String[] podman = { "podman", "--root", directory.resolve("p").toString(), "--runroot", directory.resolve("r").toString(), "--storage-driver", "vfs" };
        String[] pull = Arrays.copyOf(podman, podman.length + 5);
        System.arraycopy(new String[] { "pull", "-q", "--arch", "arm64", "oci-archive:" + archive }, 0, pull, podman.length, 5);
        assertTrue(HostTree.run(pull).strip().matches("(?s).*[0-9a-f]{64}"));
    }

    @Test
    void anIndexIsLookedAtSentAndFetchedByPlatform() throws Exception {
        BuildResult built = build("both", "architectures: [amd64, arm64]\n");
        Digest arm = built.platforms().getLast().image().descriptor().digest();
        var options = RegistryOptions.of(false, Map.of());
        var examiner = new Examiner(directory.resolve("cache"), options, INTEL);
        Examiner.Choice here = examiner.choice("both/image.tar.gz", directory);
        assertEquals(List.of(INTEL, ARM), here.platforms());
        assertEquals(built.root().digest(), here.root().orElseThrow().digest());
        Examined examined = examiner.open("both/image.tar.gz", directory, Optional.of(ARM));
        assertEquals(List.of("app-1-1.aarch64", "data-1-1.noarch"), examined.packages());
        assertEquals(List.of(), examined.prove());
        assertEquals("amd64", examiner.open("both/image.tar.gz", directory, Optional.empty()).scan().config().platform().architecture());
        try (var registry = RealRegistry.plain(Files.createDirectories(directory.resolve("registry")))) {
            String url = "http://" + registry.host() + "/team/app:1";
            var transfer = new Transfer(directory.resolve("cache"), options, TransferListener.SILENT);
            assertEquals(built.root().digest(), transfer.upload(Location.parse("both/image.tar.gz", directory), RemoteImage.parse(url), false, Optional.empty()));
            assertEquals(arm, transfer.download(RemoteImage.parse(url), directory.resolve("arm.tar.gz"), Optional.of(ARM), 0));
            assertEquals("arm64", json("skopeo", "inspect", "--config", "oci-archive:" + directory.resolve("arm.tar.gz")).path("architecture").asText());
            Examiner.Choice there = examiner.choice(url, directory);
            assertEquals(List.of(INTEL, ARM), there.platforms());
            assertEquals("http://" + registry.host() + "/team/app@" + built.root().digest(), there.text());
            // The bill of materials is listed for just this platform's manifest.
            assertEquals(List.of("app-1-1.aarch64", "data-1-1.noarch"), examiner.open(url, directory, Optional.of(ARM)).packages());
            // An image of the index is the parent and the source of images for one and for several platforms.
            BuildResult upon = build("upon", "architectures: [arm64, amd64]\nparent: " + url + "\n");
            assertEquals(built.platforms().getLast().image().manifest().layers(), upon.platforms().getFirst().image().manifest().layers());
            Files.writeString(Files.createDirectories(directory.resolve("from")).resolve("smith.yaml"),
                    "package: " + url + "\narchitectures: [aarch64, x86_64]\npaths: [/usr/bin/app]\n");
            BuildResult from = Smith.build(TestBuild.request(directory.resolve("from"), directory.resolve("cache")));
            for (int i = 0; i < 2; i++) {
                assertEquals(built.platforms().get(1 - i).image().manifest().layers(), from.platforms().get(i).image().manifest().layers());
            }
            signed(url, options, built);
        }
    }

    /** cosign sign has --recursive for this. */
    private void signed(String url, RegistryOptions options, BuildResult built) throws Exception {
        Path key = directory.resolve("key");
        HostTree.run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key.toString());
        HostTree.run("openssl", "pkey", "-in", key.toString(), "-pubout", "-out", key + ".pub");
        var signatures = new Signatures(options);
        RemoteImage index = RemoteImage.parse(url);
        RemoteImage arm = index.withDigest(built.platforms().getLast().image().descriptor().digest());
        assertEquals(built.root().digest(), signatures.sign(index, new SigningKey(key, Optional.empty()), false));
        assertEquals(built.root().digest(), signatures.verify(index, directory.resolve("key.pub")));
        assertTrue(assertThrows(BuildException.class, () -> signatures.verify(arm, directory.resolve("key.pub"))).getMessage().contains("is not signed"));
        signatures.sign(index, new SigningKey(key, Optional.empty()), true);
        assertEquals(arm.reference().digest(), signatures.verify(arm, directory.resolve("key.pub")));
    }

    @Test
    void whatIsWrongForOneArchitectureIsSaidWithItsName() {
        assertTrue(assertThrows(BuildException.class, () -> build("none", "architectures: [x86_64, riscv64]\n")).getMessage().startsWith("riscv64: "));
    }

    private BuildResult build(String name, String more) throws Exception {
        Path place = Files.createDirectories(directory.resolve(name));
        Files.writeString(place.resolve("smith.yaml"), "package: app\nrepos: [{baseurl: " + shared.resolve("repo") + ", gpgcheck: false}]\npaths: [/usr/bin/app]\n"
                + "entrypoint: [/usr/bin/app]\n" + more);
        return Smith.build(TestBuild.request(place, directory.resolve("cache")));
    }

    private static JsonNode json(String... command) throws Exception {
        return new JsonMapper().readTree(HostTree.run(command));
    }
}
