package io.microcontainer.run.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image's /etc/passwd tells before there is a container. */
class ImageHomeTest {

    @TempDir
    private Path temporary;
    private Path rootfs;

    @BeforeEach
    void image() throws Exception {
        rootfs = Files.createDirectories(temporary.resolve("rootfs"));
        Files.createDirectories(rootfs.resolve("etc"));
        Files.writeString(rootfs.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\napp:x:10:10::/home/app:/bin/sh\n");
        Files.writeString(temporary.resolve("secret"), "root:x:0:0::/host:/bin/sh\n");
    }

    private Optional<String> home(int uid, String env, String rest) {
        String text = """
                {"ociVersion": "1.3.0", "root": {"path": "rootfs"},
                 "process": {"args": ["x"], "cwd": "/", "user": {"uid": %d, "gid": 0}, "env": [%s]} %s}
                """.formatted(uid, env, rest);
        return ImageHome.find(JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json").object(RuntimeConfig::read),
                rootfs);
    }

    private static String mount(String destination) {
        return ", \"mounts\": [{\"destination\": \"" + destination + "\", \"type\": \"tmpfs\", \"source\": \"tmpfs\"}]";
    }

    @Test
    void itIsTheOneOfTheUser() {
        assertEquals(Optional.of("/root"), home(0, "", ""));
        assertEquals(Optional.of("/home/app"), home(10, "\"PATH=/bin\"", ""));
        assertEquals(Optional.of("/"), home(11, "", ""), "nobody's home is /");
        assertEquals(Optional.of("/root"), home(0, "", mount("/etc/resolv.conf")));
    }

    @Test
    void aHomeThatIsSetStays() {
        assertEquals(Optional.empty(), home(0, "\"HOME=/elsewhere\"", ""));
    }

    @Test
    void whatMayPutAnotherFileThereMakesItUnknown() {
        for (String destination : new String[] { "/etc", "/etc/passwd", "/", "/data", "/proc/../etc" }) {
            assertEquals(Optional.empty(), home(0, "", mount(destination)), destination);
        }
        assertEquals(Optional.empty(), home(0, "", ", \"hooks\": {\"createRuntime\": [{\"path\": \"/bin/true\"}]}"));
    }

    @Test
    void linksDoNotLeadOutOfTheImage() throws Exception {
        Files.delete(rootfs.resolve("etc/passwd"));
        assertEquals(Optional.of("/"), home(0, "", ""));
        Files.createSymbolicLink(rootfs.resolve("etc/passwd"), temporary.resolve("secret"));
        assertEquals(Optional.of("/"), home(0, "", ""));
        Files.delete(rootfs.resolve("etc/passwd"));
        Files.writeString(rootfs.resolve("users"), "root:x:0:0::/inside:/bin/sh\n");
        Files.createSymbolicLink(rootfs.resolve("etc/passwd"), Path.of("/users"));
        assertEquals(Optional.of("/inside"), home(0, "", ""), "a link is the container's own, as from its root");
        Files.delete(rootfs.resolve("etc/passwd"));
        Files.createDirectory(rootfs.resolve("etc/passwd"));
        assertEquals(Optional.of("/"), home(0, "", ""));
    }
}
