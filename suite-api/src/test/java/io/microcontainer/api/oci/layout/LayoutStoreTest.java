package io.microcontainer.api.oci.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.DigestMismatch;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.ContainerConfig;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.History;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.image.RootFs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutStoreTest {

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void place() {
        root = temp.resolve("layout");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An empty tar of 1024 zero bytes as the only layer. */
    private static Descriptor image(LayoutStore store, Platform platform) throws IOException {
        Descriptor layer = store.put(MediaType.OCI_LAYER, new byte[1024]);
        ImageConfig config = new ImageConfig("1970-01-01T00:00:00Z", null, platform, ContainerConfig.EMPTY, RootFs.of(List.of(layer.digest())),
                List.of(History.of("1970-01-01T00:00:00Z", "test", null)), Map.of());
        Manifest manifest = Manifest.of(store.put(MediaType.OCI_CONFIG, JsonText.compact(config)), List.of(layer), Map.of());
        return store.put(MediaType.OCI_MANIFEST, JsonText.compact(manifest)).withPlatform(platform);
    }

    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + output);
        return output;
    }

    private static boolean installed(String tool) {
        return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin").stream().anyMatch(at -> Files.isExecutable(Path.of(at, tool)));
    }

    @Test
    void blobsComeBackVerified() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        Descriptor stored = store.put("text/plain", bytes("abc"));
        assertEquals("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", stored.digest().toString());
        assertEquals(3, stored.size());
        assertTrue(store.has(stored.digest()));
        assertEquals("abc", new String(store.read(stored), StandardCharsets.UTF_8));
        Path file = root.resolve("blobs/sha256/" + stored.digest().encoded());
        Files.writeString(file, "abd");
        assertThrows(DigestMismatch.class, () -> store.read(stored));
        store.put(stored, new ByteArrayInputStream(bytes("abc")));
        assertEquals("abc", new String(store.read(stored), StandardCharsets.UTF_8));
    }

    @Test
    void wrongContentLeavesNothing() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        Descriptor promised = Descriptor.of("text/plain", bytes("abc"));
        assertThrows(DigestMismatch.class, () -> store.put(promised, new ByteArrayInputStream(bytes("abd"))));
        assertThrows(DigestMismatch.class, () -> store.put(promised, new ByteArrayInputStream(bytes("ab"))));
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertTrue(assertThrows(DigestMismatch.class, () -> store.put(promised, endless)).getMessage().contains("longer than the 3 bytes"));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken pipe");
            }
        };
        assertThrows(IOException.class, () -> store.put(promised, broken));
        assertThrows(IOException.class, () -> store.put("text/plain", broken));
        assertFalse(store.has(promised.digest()));
        try (var left = Files.list(root.resolve("blobs/sha256"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void sha512BlobsHaveTheirOwnDirectory() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        Digest digest = Digest.parse("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
        assertFalse(store.has(digest));
        store.put(Descriptor.of("text/plain", digest, 3), new ByteArrayInputStream(bytes("abc")));
        assertTrue(Files.isRegularFile(root.resolve("blobs/sha512/" + digest.encoded())));
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        Descriptor secret = Descriptor.of("text/plain", bytes("secret"));
        Path outside = Files.writeString(temp.resolve("outside"), "secret");
        Files.createSymbolicLink(root.resolve("blobs/sha256/" + secret.digest().encoded()), outside);
        assertThrows(LayoutException.class, () -> store.read(secret));
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("blobs/sha512"), elsewhere);
        assertThrows(LayoutException.class, () -> store.put(Descriptor.of("a/b", Digest.parse("sha512:" + "0".repeat(128)), 0), InputStream.nullInputStream()));
        Files.delete(root.resolve("index.json"));
        Files.createSymbolicLink(root.resolve("index.json"), outside);
        assertThrows(LayoutException.class, store::index);
        store.writeIndex(Index.of(List.of()));
        assertEquals("secret", Files.readString(outside));
        assertEquals(List.of(), store.index().manifests());
    }

    @Test
    void onlyLayoutsAreOpenedAndOnlyEmptyDirectoriesFilled() throws IOException {
        Files.createDirectory(root);
        assertTrue(assertThrows(LayoutException.class, () -> LayoutStore.open(root)).getMessage().contains("oci-layout is missing"));
        Files.writeString(root.resolve("precious"), "x");
        assertThrows(LayoutException.class, () -> LayoutStore.create(root));
        Files.writeString(root.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertTrue(assertThrows(JsonException.class, () -> LayoutStore.openOrCreate(root)).getMessage().contains("$.imageLayoutVersion"));
    }

    @Test
    void resolvesByTagAndPlatform() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        assertTrue(assertThrows(LayoutException.class, () -> store.resolve(null, null)).getMessage().contains("no image"));
        Descriptor amd = image(store, Platform.linux("amd64"));
        Descriptor arm = image(store, Platform.parse("linux/arm64/v8"));
        Descriptor both = store.put(MediaType.OCI_INDEX, JsonText.compact(Index.of(List.of(arm, amd))));
        store.tag("multi", both);
        assertEquals(amd.digest(), store.resolve("multi", Platform.linux("amd64")).descriptor().digest());
        assertEquals(arm.digest(), store.resolve(null, Platform.linux("arm64")).descriptor().digest());
        String several = assertThrows(LayoutException.class, () -> store.resolve("multi", null)).getMessage();
        assertTrue(several.contains("linux/arm64/v8, linux/amd64"), several);
        String none = assertThrows(LayoutException.class, () -> store.resolve("multi", Platform.linux("s390x"))).getMessage();
        assertTrue(none.contains("no image with the tag \"multi\" is for linux/s390x; platforms there: linux/arm64/v8, linux/amd64"), none);
        store.tag("one", amd);
        assertEquals(amd.digest(), store.resolve("one", null).descriptor().digest());
        String missing = assertThrows(LayoutException.class, () -> store.resolve("two", null)).getMessage();
        assertTrue(missing.contains("tags there: multi, one"), missing);
        assertThrows(LayoutException.class, () -> store.resolve("one", Platform.linux("arm64")));
        assertThrows(LayoutException.class, () -> store.resolve(null, Platform.linux("amd64")));
        store.tag("one", arm);
        assertEquals(List.of("multi", "one"), store.index().manifests().stream().map(one -> one.refName().orElseThrow()).toList());
        assertEquals(arm.digest(), store.resolve("one", null).descriptor().digest());
    }

    @Test
    void otherEntriesOfTheIndexAreNoImages() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        store.tag("spec", store.put("application/vnd.smith.spec+json", bytes("{}")));
        Descriptor image = image(store, Platform.linux("amd64"));
        store.tag("registry.example.com/app:v1", image);
        assertEquals(image.digest(), store.resolve(null, null).descriptor().digest());
        assertEquals(image.digest(), store.resolve("v1", null).descriptor().digest());
        assertThrows(LayoutException.class, () -> store.resolve("spec", null));
    }

    @Test
    void layersAndDiffIdsMustBeAsMany() throws IOException {
        LayoutStore store = LayoutStore.create(root);
        Descriptor config = store.put(MediaType.OCI_CONFIG,
                bytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"));
        Descriptor layer = store.put(MediaType.OCI_LAYER, new byte[1024]);
        store.tag("bad", store.put(MediaType.OCI_MANIFEST, JsonText.compact(Manifest.of(config, List.of(layer), Map.of()))));
        assertTrue(assertThrows(LayoutException.class, () -> store.resolve("bad", null)).getMessage().contains("has 1 layers"));
    }

    @Test
    void umociMakesWhatWeRead() throws Exception {
        assumeTrue(installed("umoci"), "umoci is not installed");
        run(temp, "umoci", "init", "--layout", "layout");
        run(temp, "umoci", "new", "--image", "layout:first");
        run(temp, "umoci", "config", "--image", "layout:first", "--config.user", "10:10", "--config.entrypoint", "/bin/x", "--config.label", "a=b");
        LayoutStore store = LayoutStore.open(root);
        ResolvedImage image = store.resolve("first", null);
        assertEquals("10:10", image.config().config().user());
        assertEquals(List.of("/bin/x"), image.config().config().entrypoint());
        assertEquals(Map.of("a", "b"), image.config().config().labels());
        store.tag("second", image(store, Platform.linux("amd64")));
        assertTrue(run(temp, "umoci", "ls", "--layout", "layout").lines().toList().containsAll(List.of("first", "second")));
    }

    @Test
    void skopeoReadsWhatWeMakeAndMakesWhatWeRead() throws Exception {
        assumeTrue(installed("skopeo"), "skopeo is not installed");
        LayoutStore store = LayoutStore.create(root);
        Descriptor image = image(store, Platform.linux("amd64"));
        store.tag("t", image);
        assertTrue(run(temp, "skopeo", "inspect", "--override-arch", "amd64", "oci:layout:t").contains(image.digest().toString()));
        run(temp, "skopeo", "--insecure-policy", "copy", "--format", "v2s2", "oci:layout:t", "dir:docker");
        run(temp, "skopeo", "--insecure-policy", "copy", "--preserve-digests", "oci:layout:t", "oci:copy:u");
        assertEquals(image.digest(), LayoutStore.open(temp.resolve("copy")).resolve("u", Platform.linux("amd64")).descriptor().digest());
        Manifest docker = JsonDocument.parse(Files.readAllBytes(temp.resolve("docker/manifest.json")), "manifest.json").object(Manifest::read);
        assertEquals(MediaType.DOCKER_MANIFEST, docker.mediaType());
        assertTrue(MediaType.isConfig(docker.config().mediaType()) && MediaType.isLayer(docker.layers().getFirst().mediaType()));
    }
}
