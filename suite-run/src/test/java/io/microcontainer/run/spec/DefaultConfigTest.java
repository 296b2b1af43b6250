package io.microcontainer.run.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.CgroupMounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultConfigTest {

    @TempDir
    private Path directory;

    /** What runc writes here, and what railcar writes, both without what the versions of runc disagree on and its name. */
    private void compare(RuntimeConfig ours, String... options) throws Exception {
        assumeTrue(List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin").stream().anyMatch(d -> Files.isExecutable(Path.of(d, "runc"))),
                "skipped: no runc is installed");
        List<String> command = new ArrayList<>(List.of("runc", "spec", "--bundle", Files.createDirectory(directory.resolve("runc")).toString()));
        command.addAll(List.of(options));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        Path written = SpecFile.write(Files.createDirectory(directory.resolve("railcar")), ours);
        assertEquals(comparable(directory.resolve("runc/config.json")), comparable(written));
    }

    private static JsonNode comparable(Path file) {
        ObjectNode config = (ObjectNode) JsonDocument.read(file, JsonLimits.DEFAULT).root();
        config.remove(List.of("ociVersion", "hostname"));
        // runc left the ambient set out from 1.2 on
        ((ObjectNode) config.at("/process/capabilities")).remove("ambient");
        return config;
    }

    private static boolean cgroupNamespace() {
        return CgroupMounts.read().mode() == CgroupMounts.Mode.V2;
    }

    @Test
    void privilegedIsRuncs() throws Exception {
        compare(DefaultConfig.privileged(cgroupNamespace()));
    }

    @Test
    void rootlessIsRuncs() throws Exception {
        compare(DefaultConfig.rootless(cgroupNamespace(), 0, 0), "--rootless");
    }

    @Test
    void itReadsBackTheSame() {
        RuntimeConfig config = DefaultConfig.rootless(true, 1000, 100);
        Path file = SpecFile.write(directory, config);
        assertEquals(config, JsonDocument.read(file, JsonLimits.DEFAULT).object(RuntimeConfig::read));
        assertEquals(List.of(NamespaceType.PID, NamespaceType.IPC, NamespaceType.UTS, NamespaceType.MOUNT, NamespaceType.CGROUP,
                NamespaceType.USER), config.linux().namespaces().stream().map(n -> n.type()).toList());
        assertEquals(1000, config.linux().uidMappings().getFirst().hostId());
        assertEquals(100, config.linux().gidMappings().getFirst().hostId());
    }

    @Test
    void aConfigIsNeverOverwritten() throws Exception {
        Files.writeString(directory.resolve("config.json"), "mine");
        RunException e = assertThrows(RunException.class, () -> SpecFile.write(directory, DefaultConfig.privileged(false)));
        assertTrue(e.getMessage().contains("config.json exists already"), e.getMessage());
        assertEquals("mine", Files.readString(directory.resolve("config.json")));
        assertThrows(RunException.class, () -> SpecFile.write(directory.resolve("absent"), DefaultConfig.privileged(false)));
    }
}
