package io.microcontainer.api.oci.runtime.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.RlimitType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the configuration that podman gives its runtime; a stand-in for the runtime keeps it and fails, so nothing is started. */
class PodmanConfigTest {

    private static final Path PODMAN = Path.of("/usr/bin/podman");

    @TempDir
    Path temp;

    private String podman(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PODMAN.toString(), "--root", temp + "/root", "--runroot", temp + "/run", "--tmpdir", temp + "/tmp",
                "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "none", "--runtime", temp + "/runtime"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(temp.resolve("output").toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "podman hangs");
        return Files.readString(temp.resolve("output"));
    }

    @Test
    void theConfigurationOfPodmanIsUnderstoodAndValid() throws Exception {
        assumeTrue(Files.isExecutable(PODMAN), "podman is not installed");
        Path kept = temp.resolve("kept.json");
        Path runtime = Files.writeString(temp.resolve("runtime"), """
                #!/bin/sh
                while [ $# -gt 0 ]; do
                    [ "$1" = --bundle ] && cp "$2/config.json" %s
                    shift
                done
                exit 1
                """.formatted(kept));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(temp.resolve("rootfs"));
        Set<Path> before = Set.copyOf(monitorCgroups());
        try {
            podman("create", "--name", "c", "--network", "none", "--memory", "100m", "--cpus", "1.5", "--pids-limit", "50", "--ulimit", "nofile=100:200",
                    "--cap-add", "NET_ADMIN", "--sysctl", "net.core.somaxconn=100", "--tmpfs", "/t", "--hostname", "h", "--rootfs", temp + "/rootfs", "/bin/true");
            String output = podman("init", "c");
            assumeTrue(Files.exists(kept), "podman cannot prepare a container here: " + output);
        } finally {
            podman("rm", "--force", "c");
            removeFresh(before);
        }
        JsonDocument document = JsonDocument.read(kept, JsonLimits.DEFAULT);
        RuntimeConfig config = document.object(RuntimeConfig::read);
        assertEquals(document.root(), JsonDocument.parse(JsonText.compact(config), "written").root());
        assertEquals(new Validation(List.of(), 0, List.of()), RuntimeConfigValidator.validate(config, true));
        assertEquals(100L << 20, config.linux().resources().memory().limit());
        assertEquals(150_000L, config.linux().resources().cpu().quota());
        assertEquals(50L, config.linux().resources().pids().limit());
        assertEquals(200L, config.process().rlimits().stream().filter(one -> one.type() == RlimitType.RLIMIT_NOFILE).findFirst().orElseThrow().hard());
        assertEquals("h", config.hostname());
    }

    /** Podman leaves the cgroups of its monitors behind; inner ones come first. */
    private static List<Path> monitorCgroups() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                Path parent = hierarchy.resolve("libpod_parent");
                List.of(parent.resolve("conmon"), parent).stream().filter(Files::isDirectory).forEach(found::add);
            }
        }
        return found;
    }

    private static void removeFresh(Set<Path> before) throws Exception {
        for (Path cgroup : monitorCgroups()) {
            // A monitor may be on its way out.
            for (int i = 0; i < 100 && !before.contains(cgroup) && Files.exists(cgroup); i++) {
                try {
                    Files.delete(cgroup);
                } catch (IOException e) {
                    Thread.sleep(50);
                }
            }
        }
    }
}
