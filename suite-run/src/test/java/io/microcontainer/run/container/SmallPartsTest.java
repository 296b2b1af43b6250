package io.microcontainer.run.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Decisions of the services that need no container. */
class SmallPartsTest {

    private static String home(String passwd, long uid) {
        return HomeDirectory.of(passwd.getBytes(StandardCharsets.UTF_8), uid);
    }

    @Test
    void homesComeFromPasswd() {
        String passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\nweb:x:10:10::/write:\nodd:x:11:11::relative:\nshort:x:12:12\n";
        assertEquals("/root", home(passwd, 0));
        assertEquals("/write", home(passwd, 10));
        assertEquals("/", home(passwd, 11));
        assertEquals("/", home(passwd, 12));
        assertEquals("/", home(passwd, 13));
        assertEquals("/", home("", 0));
    }

    @Test
    void exitStatusesAreThoseOfShells() {
        assertEquals(0, new WaitStatus(0).exitStatus());
        assertEquals(7, new WaitStatus(7 << 8).exitStatus());
        assertEquals(137, new WaitStatus(9).exitStatus());
        // with a core dump
        assertEquals(139, new WaitStatus(11 | 0x80).exitStatus());
        assertEquals("SIGKILL ended it", new WaitStatus(9).toString());
    }

    private static Invocation caller(Map<String, String> environment) {
        return new Invocation(List.of(), environment, Path.of("/"), Set.of(), 42, 0, 0);
    }

    @Test
    void socketsOfSystemdAreForTheProcessThatIsNamed() {
        assertEquals(2, SocketActivation.descriptors(caller(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "42"))));
        assertEquals(0, SocketActivation.descriptors(caller(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "43"))));
        assertEquals(0, SocketActivation.descriptors(caller(Map.of("LISTEN_FDS", "x", "LISTEN_PID", "42"))));
        assertEquals(0, SocketActivation.descriptors(caller(Map.of())));
    }

    private static final RuntimeConfig CONFIG = JsonDocument.parse("""
            {"ociVersion": "1.3.0", "root": {"path": "r"}, "process": {"args": ["init"], "cwd": "/", "env": ["A=1"], "terminal": true,
              "user": {"uid": 5, "gid": 6, "additionalGids": [7]},
              "capabilities": {"bounding": ["CAP_KILL"], "effective": ["CAP_KILL"], "permitted": ["CAP_KILL"]}}}
            """.getBytes(StandardCharsets.UTF_8), "config.json").object(RuntimeConfig::read);

    private static ExecRequest request(String user, List<String> capabilities) {
        return new ExecRequest("c1", List.of("ls"), Optional.empty(), false, false, Optional.empty(), List.of("B=2"),
                Optional.ofNullable(user), List.of(8L), capabilities, false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of(), false);
    }

    @Test
    void execIsTheContainersProcessWithChanges() {
        ContainerProcess process = ExecProcess.of(request(null, List.of()), CONFIG);
        assertEquals(List.of("ls"), process.args());
        assertEquals(List.of("A=1", "B=2"), process.env());
        assertEquals(List.of(7L, 8L), process.user().additionalGids());
        assertEquals(5, process.user().uid());
        assertEquals(false, process.terminal());
    }

    @Test
    void aUserWithoutAGroupKeepsTheContainersGroup() {
        assertEquals(1, ExecProcess.of(request("1", List.of()), CONFIG).user().uid());
        assertEquals(6, ExecProcess.of(request("1", List.of()), CONFIG).user().gid());
        assertEquals(2, ExecProcess.of(request("1:2", List.of()), CONFIG).user().gid());
        for (String bad : List.of("root", "-1", "1:", ":1", "1:2:3", "99999999999")) {
            assertThrows(RuntimeException.class, () -> ExecProcess.of(request(bad, List.of()), CONFIG), bad);
        }
    }

    @Test
    void furtherCapabilitiesAreNotInheritable() {
        var sets = ExecProcess.of(request(null, List.of("CAP_NET_ADMIN")), CONFIG).capabilities();
        assertEquals(List.of("CAP_KILL", "CAP_NET_ADMIN"), sets.effective());
        assertEquals(List.of("CAP_KILL", "CAP_NET_ADMIN"), sets.bounding());
        assertEquals(List.of(), sets.inheritable());
        assertEquals(List.of(), sets.ambient());
    }

    @Test
    void subcgroupsNameControllersOrNone() {
        assertEquals(new SubCgroupOption(List.of(), "a/b"), SubCgroupOption.parse("a/b"));
        assertEquals(new SubCgroupOption(List.of("cpu", "pids"), "a"), SubCgroupOption.parse("cpu,pids:a"));
    }

    @Test
    void fieldsThatNobodyKnowsAreTold() {
        RuntimeConfig config = JsonDocument.parse("""
                {"ociVersion": "1.3.0", "root": {"path": "r"}, "process": {"args": ["x"], "cwd": "/"}, "vm": {},
                 "linux": {"later": 1, "namespaces": [{"type": "mount"}]}}
                """.getBytes(StandardCharsets.UTF_8), "config.json").object(RuntimeConfig::read);
        List<String> told = new ArrayList<>();
        UnknownFields.tell(config, Path.of("/b/config.json"), new Log() {
            @Override
            public void warning(String sentence) {
                told.add(sentence);
            }

            @Override
            public boolean debugs() {
                return false;
            }

            @Override
            public void debug(Supplier<String> sentence) {
            }
        });
        assertEquals(List.of("/b/config.json: vm is not understood and has no effect",
                "/b/config.json: linux.later is not understood and has no effect"), told);
    }
}
