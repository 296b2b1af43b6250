package io.microcontainer.run.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real container of runc: railcar says the same of it, to the last character. Needs root. */
class RuncShapeTest {

    @TempDir
    private Path directory;

    private String runc(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("runc", "--root", directory.resolve("root").toString()));
        command.addAll(List.of(words));
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile()).redirectErrorStream(true).start();
        assertEquals(0, process.waitFor(), () -> command + ": " + text(out));
        return text(out);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path bundle(Path busybox) throws Exception {
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.copy(busybox, bundle.resolve("rootfs/bin/sh"));
        runc("spec", "--bundle", bundle.toString());
        Path file = bundle.resolve("config.json");
        ObjectNode config = (ObjectNode) JsonDocument.read(file, JsonLimits.DEFAULT).root();
        ((ObjectNode) config.get("process")).put("terminal", false);
        config.putObject("annotations").put("org.example.b", "2").put("org.example.a", "1");
        Files.write(file, JsonText.pretty(config));
        return bundle;
    }

    @Test
    void stateAndListAreRuncs() throws Exception {
        Path busybox = List.of("/bin/busybox", "/usr/bin/busybox").stream().map(Path::of).filter(Files::exists).findFirst().orElse(null);
        assumeTrue(busybox != null && List.of("/usr/sbin/runc", "/usr/bin/runc", "/usr/local/sbin/runc").stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path))), "skipped: no runc or no busybox is installed");
        Path bundle = bundle(busybox);
        String id = "runc-shape-test-" + ProcessHandle.current().pid();
        runc("create", "--bundle", bundle.toString(), id);
        try {
            String state = runc("state", id);
            ObjectNode told = (ObjectNode) JsonDocument.parse(state.getBytes(StandardCharsets.UTF_8), "runc state").root();
            Instant created = Instant.parse(told.get("created").textValue());
            ContainerState ours = new ContainerState(told.get("ociVersion").textValue(), id, told.get("pid").intValue(),
                    ContainerStatus.CREATED, bundle, bundle.resolve("rootfs"), created,
                    Map.of("org.example.b", "2", "org.example.a", "1"), "");
            assertEquals(state, ours.json());
            ContainerState listed = new ContainerState(ours.ociVersion(), id, ours.pid(), ours.status(), bundle, ours.rootfs(),
                    created, ours.annotations(), "root");
            assertEquals(runc("list", "--format", "json"), ListText.json(List.of(listed)));
            assertEquals(runc("list"), ListText.table(List.of(listed)));
            assertEquals(runc("list", "--quiet"), ListText.ids(List.of(listed)));
        } finally {
            runc("delete", "--force", id);
        }
        assertEquals(runc("list", "--format", "json"), ListText.json(List.of()));
        assertEquals(runc("list"), ListText.table(List.of()));
    }
}
