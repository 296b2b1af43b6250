package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.debug.target.ContainerSource.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A containers/storage with a child of a process called conmon, as Podman and CRI-O leave it on the disk. */
class StorageContainersTest {

    private static final String ID = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    @TempDir
    private Path directory;

    private Optional<Process> monitor = Optional.empty();

    @AfterEach
    void end() {
        monitor.ifPresent(m -> {
            m.descendants().forEach(ProcessHandle::destroyForcibly);
            m.destroyForcibly();
        });
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** The names are in one of the three files that containers/storage has. */
    private List<Target> found(String list, String names) throws IOException, InterruptedException {
        Path conmon = directory.resolve("conmon");
        Files.copy(Path.of("/bin/sh").toRealPath(), conmon);
        Process process = new ProcessBuilder(conmon.toString(), "-c", "sleep 1000; true").start();
        monitor = Optional.of(process);
        while (process.toHandle().children().findAny().isEmpty()) {
            Thread.sleep(5);
        }
        write("run/overlay-containers/" + ID + "/userdata/pidfile", Long.toString(process.toHandle().children().findAny().orElseThrow().pid()));
        write(list, "[{\"id\":\"" + ID + "\",\"names\":[\"" + names + "\"],\"layer\":\"x\"}]");
        return new StorageContainers("podman", directory.resolve("run"), directory.resolve("root")).running(Wanted.ANY).targets();
    }

    private static void assertNames(String engine, List<String> names, List<Target> targets) {
        assertEquals(1, targets.size());
        assertEquals(engine, targets.getFirst().engine());
        assertEquals(names, targets.getFirst().names());
    }

    @Test
    void podman() throws Exception {
        assertNames("podman", List.of("web"), found("root/overlay-containers/containers.json", "web"));
    }

    /** {@code podman run --rm}. */
    @Test
    void podmanVolatile() throws Exception {
        assertNames("podman", List.of("web"), found("root/overlay-containers/volatile-containers.json", "web"));
    }

    /** A store with {@code transient_store}. */
    @Test
    void podmanTransient() throws Exception {
        assertNames("podman", List.of("web"), found("run/overlay-containers/volatile-containers.json", "web"));
    }

    @Test
    void criO() throws Exception {
        String name = "k8s_nginx_front-7d4b9_default_6a1d2c1e-8f5f-4b0e-9a53-1f0f2b7d3c55_0";
        assertNames("cri-o", List.of("front-7d4b9/nginx", "nginx", name), found("root/overlay-containers/containers.json", name));
    }

    @Test
    void criOSandbox() throws Exception {
        String name = "k8s_POD_front-7d4b9_default_6a1d2c1e-8f5f-4b0e-9a53-1f0f2b7d3c55_2";
        assertNames("cri-o", List.of("front-7d4b9", name), found("root/overlay-containers/containers.json", name));
    }
}
