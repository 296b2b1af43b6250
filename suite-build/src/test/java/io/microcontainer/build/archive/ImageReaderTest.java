package io.microcontainer.build.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.TreePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One image in every form that skopeo writes. */
class ImageReaderTest {

    @TempDir
    private Path directory;
    private Path layout;
    private ImageReader reader;

    @BeforeEach
    void makeImage() throws Exception {
        layout = directory.resolve("layout");
        Path root = Files.createDirectories(directory.resolve("root/app"));
        Files.writeString(root.resolve("one"), "1");
        HostTree.run("umoci", "init", "--layout", layout.toString());
        HostTree.run("umoci", "new", "--image", layout + ":v1");
        HostTree.run("umoci", "insert", "--image", layout + ":v1", directory.resolve("root").toString(), "/");
        Files.writeString(root.resolve("two"), "2");
        HostTree.run("umoci", "insert", "--image", layout + ":v1", root.resolve("two").toString(), "/app/two");
        HostTree.run("umoci", "config", "--image", layout + ":v1", "--config.cmd", "/app/one", "--config.env", "A=b");
        reader = new ImageReader(ContentStore.open(directory.resolve("cache")), ArchiveLimits.DEFAULT);
    }

    @Test
    void readsLayoutArchiveAndDockerArchive() throws Exception {
        copy("oci-archive:" + directory.resolve("image.tar") + ":v1");
        copy("docker-archive:" + directory.resolve("docker.tar") + ":some/name:v1");
        HostTree.run("gzip", "-k", directory.resolve("image.tar").toString());
        HostTree.run("zstd", "-q", directory.resolve("docker.tar").toString(), "-o", directory.resolve("docker.tar.zst").toString());
        for (String name : List.of("layout", "layout:v1", "image.tar", "image.tar:v1", "image.tar.gz:v1", "docker.tar", "docker.tar:v1",
                "docker.tar.zst", "docker.tar:some/name:v1")) {
            SourceImage image = reader.read(Location.parse(name, directory), Optional.empty());
            assertEquals(List.of("/app/one"), image.config().configOrEmpty().cmd(), name);
            assertEquals(List.of("A=b"), image.config().configOrEmpty().env(), name);
            assertEquals(List.of("/", "/app", "/app/one", "/app/two"),
                    reader.tree(image).entries().keySet().stream().map(TreePath::toString).toList(), name);
        }
        copy("docker-archive:" + directory.resolve("other.tar") + ":some/name:v2");
        String message = assertThrows(BuildException.class, () ->
                reader.read(Location.parse("other.tar:v1", directory), Optional.empty())).getMessage();
        assertTrue(message.endsWith("other.tar has no image with the tag v1; those there: [docker.io/some/name:v2]"), message);
    }

    @Test
    void readsWhatDockerSavedBeforeManifests() throws Exception {
        Path old = Files.createDirectories(directory.resolve("old"));
        String top = "b".repeat(64);
        String base = "a".repeat(64);
        for (String id : List.of(top, base)) {
            Files.createDirectories(old.resolve(id));
            Files.writeString(old.resolve(id + "/VERSION"), "1.0");
        }
        Files.writeString(old.resolve(base + "/json"), "{\"id\":\"" + base + "\",\"architecture\":\"arm64\",\"os\":\"linux\"}");
        Files.writeString(old.resolve(top + "/json"), "{\"id\":\"" + top + "\",\"parent\":\"" + base
                + "\",\"architecture\":\"arm64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/two\"]}}");
        Files.writeString(old.resolve("repositories"), "{\"busy\":{\"latest\":\"" + top + "\",\"older\":\"" + base + "\"}}");
        HostTree.run("tar", "-C", directory.resolve("root/app").toString(), "-cf", old.resolve(base + "/layer.tar").toString(), "one");
        HostTree.run("tar", "-C", directory.resolve("root/app").toString(), "-cf", old.resolve(top + "/layer.tar").toString(), "two");
        HostTree.run("tar", "-C", old.toString(), "-cf", directory.resolve("old.tar").toString(), ".");
        SourceImage image = reader.read(Location.parse("old.tar", directory), Optional.empty());
        assertEquals(List.of("/two"), image.config().configOrEmpty().cmd());
        assertEquals("linux/arm64", image.config().platform().toString());
        assertEquals(List.of("/", "/one", "/two"), reader.tree(image).entries().keySet().stream().map(TreePath::toString).toList());
        assertEquals(2, reader.tree(reader.read(Location.parse("old.tar:older", directory), Optional.empty())).size());
    }

    @Test
    void whatIsNoImageIsRefusedClearly() throws Exception {
        Files.writeString(directory.resolve("text.tar"), "not an archive, but long enough to be taken for one".repeat(20));
        HostTree.run("tar", "-C", directory.resolve("root").toString(), "-cf", directory.resolve("files.tar").toString(), ".");
        assertMessage("is no tar archive", "text.tar");
        assertMessage("is no image: it has neither index.json", "files.tar");
        assertMessage("there is no image at", "none.tar:v1");
        assertMessage("is an image in a registry", "https://me:secret@registry.example.com/x");
        assertTrue(!message("https://me:secret@registry.example.com/x").contains("secret"));
    }

    private void assertMessage(String expected, String name) {
        assertTrue(message(name).contains(expected), () -> message(name));
    }

    private String message(String name) {
        return assertThrows(BuildException.class, () -> reader.read(Location.parse(name, directory), Optional.empty())).getMessage();
    }

    private void copy(String target) throws Exception {
        HostTree.run("skopeo", "--insecure-policy", "copy", "-q", "oci:" + layout + ":v1", target);
    }
}
