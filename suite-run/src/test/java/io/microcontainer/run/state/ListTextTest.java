package io.microcontainer.run.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what runc 1.1.5 printed for containers of these values. */
class ListTextTest {

    private static final ContainerState C1 = new ContainerState("1.0.2-dev", "c1", 7922, ContainerStatus.CREATED, Path.of("/tmp/hb/b"),
            Path.of("/tmp/hb/b/rootfs"), Instant.parse("2026-11-25T12:59:43.330512606Z"), Map.of(), "root");
    private static final ContainerState C1A = new ContainerState("1.0.2-dev", "c1a", 7937, ContainerStatus.CREATED, Path.of("/tmp/hb/b"),
            Path.of("/tmp/hb/b/rootfs"), Instant.parse("2026-11-25T12:59:43.365740198Z"), Map.of(), "root");

    @Test
    void tableIsRuncs() {
        assertEquals("""
                ID          PID         STATUS      BUNDLE      CREATED                          OWNER
                c1          7922        created     /tmp/hb/b   2026-11-25T12:59:43.330512606Z   root
                c1a         7937        created     /tmp/hb/b   2026-11-25T12:59:43.365740198Z   root
                """, ListText.table(List.of(C1, C1A)));
        assertEquals("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n", ListText.table(List.of()));
    }

    @Test
    void jsonIsRuncs() {
        assertEquals("[{\"ociVersion\":\"1.0.2-dev\",\"id\":\"c1\",\"pid\":7922,\"status\":\"created\",\"bundle\":\"/tmp/hb/b\","
                + "\"rootfs\":\"/tmp/hb/b/rootfs\",\"created\":\"2026-11-25T12:59:43.330512606Z\",\"owner\":\"root\"},"
                + "{\"ociVersion\":\"1.0.2-dev\",\"id\":\"c1a\",\"pid\":7937,\"status\":\"created\",\"bundle\":\"/tmp/hb/b\","
                + "\"rootfs\":\"/tmp/hb/b/rootfs\",\"created\":\"2026-11-25T12:59:43.365740198Z\",\"owner\":\"root\"}]\n",
                ListText.json(List.of(C1, C1A)));
        assertEquals("null\n", ListText.json(List.of()));
    }

    @Test
    void idsAreLines() {
        assertEquals("c1\nc1a\n", ListText.ids(List.of(C1, C1A)));
    }

    @Test
    void stateIsRuncs() {
        ContainerState state = new ContainerState(C1.ociVersion(), C1.id(), C1.pid(), C1.status(), C1.bundle(), C1.rootfs(),
                C1.created(), Map.of("k", "v"), "");
        assertEquals("""
                {
                  "ociVersion": "1.0.2-dev",
                  "id": "c1",
                  "pid": 7922,
                  "status": "created",
                  "bundle": "/tmp/hb/b",
                  "rootfs": "/tmp/hb/b/rootfs",
                  "created": "2026-11-25T12:59:43.330512606Z",
                  "annotations": {
                    "k": "v"
                  },
                  "owner": ""
                }""", state.json());
    }

    @ParameterizedTest
    @CsvSource({"2026-01-02T03:04:05Z,2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5Z,2026-01-02T03:04:05.5Z",
            "2026-01-02T03:04:05.120Z,2026-01-02T03:04:05.12Z", "2026-01-02T03:04:00Z,2026-01-02T03:04:00Z",
            "2026-01-02T03:04:05.000000001Z,2026-01-02T03:04:05.000000001Z"})
    void timesLoseTheZerosAtTheEndOfTheFraction(String time, String text) {
        assertEquals(text, Rfc3339.nano(Instant.parse(time)));
    }
}
