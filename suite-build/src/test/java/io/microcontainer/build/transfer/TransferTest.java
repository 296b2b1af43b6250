package io.microcontainer.build.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.registry.RealRegistry;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.smith.BuiltPlatform;
import io.microcontainer.build.smith.Smith;
import io.microcontainer.build.smith.TestBuild;
import io.microcontainer.build.tree.TreePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images between archives and a real registry, judged by skopeo. */
class TransferTest {

    @TempDir
    private Path directory;
    private RealRegistry registry;
    private Transfer transfer;

    @BeforeEach
    void start() throws Exception {
        registry = RealRegistry.plain(Files.createDirectories(directory.resolve("registry")));
        transfer = transfer("cache");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void anImageGoesUpAndComesBackTheSame() throws Exception {
        BuiltPlatform built = build("one", "cmd: [run]\n");
        Path archive = directory.resolve("one/image.tar.gz");
        Digest digest = transfer.upload(Location.parse(archive.toString(), directory), remote("team/app:v1"), false, Optional.empty());
        assertEquals(built.image().descriptor().digest(), digest);
        JsonNode seen = json("skopeo", "inspect", "--tls-verify=false", "docker://" + registry.host() + "/team/app:v1");
        assertEquals(digest.toString(), seen.path("Digest").asText());
        Path back = directory.resolve("back.tar.gz");
        assertEquals(digest, transfer("other").download(remote("team/app:v1"), back, Optional.of(Platform.linux("amd64")), 0));
        assertEquals(digest.toString(), json("skopeo", "inspect", "oci-archive:" + back + ":v1").path("Digest").asText());
        assertEquals(digest, transfer.download(remote("team/app@" + digest), back, Optional.empty(), 0));

        BuiltPlatform upon = build("two", "parent: http://" + registry.host() + "/team/app:v1\n");
        assertEquals(built.image().manifest().layers().getFirst(), upon.image().manifest().layers().getFirst());
        BuiltPlatform from = build("three", "package: http://" + registry.host() + "/team/app:v1\npaths: [/one/file]\n");
        assertTrue(from.tree().get(TreePath.of("/one/file")).isPresent());
        assertEquals(List.of("run"), from.image().config().config().cmd());
    }

    @Test
    void dockersMediaTypesForRegistriesThatTakeNoOthers() throws Exception {
        build("one", "cmd: [run]\n");
        Location archive = Location.parse(directory.resolve("one/image.tar.gz").toString(), directory);
        Digest digest = transfer.upload(archive, remote("app"), true, Optional.empty());
        JsonNode raw = json("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + registry.host() + "/app");
        assertEquals("application/vnd.docker.distribution.manifest.v2+json", raw.path("mediaType").asText());
        assertEquals("application/vnd.docker.container.image.v1+json", raw.path("config").path("mediaType").asText());
        assertEquals("application/vnd.docker.image.rootfs.diff.tar.gzip", raw.path("layers").path(0).path("mediaType").asText());
        assertEquals(digest.toString(), json("skopeo", "inspect", "--tls-verify=false", "docker://" + registry.host() + "/app").path("Digest").asText());
        assertEquals(digest, transfer.download(remote("app"), directory.resolve("b"), Optional.of(Platform.linux("amd64")), 0));
    }

    @Test
    void anIndexGoesUpWholeAndComesDownByPlatform() throws Exception {
        build("one", "cmd: [run]\n");
        build("two", "cmd: [run]\narchitecture: aarch64\n");
        Path layout = directory.resolve("layout");
        for (String each : List.of("one", "two")) {
            HostTree.run("skopeo", "--insecure-policy", "copy", "-q", "oci-archive:" + directory.resolve(each + "/image.tar.gz"), "oci:" + layout + ":" + each);
        }
        // Both under one tag is an index of two platforms.
        Path index = layout.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace("ref.name\":\"one", "ref.name\":\"both").replace("ref.name\":\"two", "ref.name\":\"both"));
        transfer.upload(Location.parse(layout + ":both", directory), remote("app:both"), false, Optional.empty());
        assertEquals(2, json("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + registry.host() + "/app:both").path("manifests").size());
        for (String each : List.of("amd64", "arm64")) {
            Path file = directory.resolve(each + ".tar.gz");
            transfer.download(remote("app:both"), file, Optional.of(Platform.linux(each)), 0);
            assertEquals(each, json("skopeo", "inspect", "--config", "oci-archive:" + file).path("architecture").asText());
        }
        String message = assertThrows(SuiteException.class, () -> transfer.download(remote("app:both"), directory.resolve("x"),
                Optional.of(Platform.linux("riscv64")), 0)).getMessage();
        assertTrue(message.endsWith("is for linux/riscv64; platforms there: linux/amd64, linux/arm64"), message);
        Path all = directory.resolve("all.tar.gz");
        transfer.download(remote("app:both"), all, Optional.empty(), 0);
        transfer("third").upload(Location.parse(all.toString(), directory), remote("app2:both"), true, Optional.of("app"));
        assertEquals("application/vnd.docker.distribution.manifest.list.v2+json",
                json("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + registry.host() + "/app2:both").path("mediaType").asText());
    }

    private static JsonNode json(String... command) throws Exception {
        return new JsonMapper().readTree(HostTree.run(command));
    }

    private RemoteImage remote(String name) {
        return RemoteImage.parse("http://" + registry.host() + "/" + name);
    }

    private Transfer transfer(String cache) {
        return new Transfer(directory.resolve(cache), RegistryOptions.of(false, Map.of()), TransferListener.SILENT);
    }

    private BuiltPlatform build(String name, String spec) throws Exception {
        Path place = Files.createDirectories(directory.resolve(name));
        Files.writeString(place.resolve("smith.yaml"), spec);
        Files.writeString(Files.createDirectories(place.resolve("rootfs").resolve(name)).resolve("file"), name);
        return Smith.build(TestBuild.request(place, directory.resolve("cache"))).only();
    }
}
