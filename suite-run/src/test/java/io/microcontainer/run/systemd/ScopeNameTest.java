package io.microcontainer.run.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.run.RunException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of units, and the cgroups of slices as systemd.slice(5) and systemd.unit(5) lay them out. */
class ScopeNameTest {

    @ParameterizedTest
    @CsvSource({"system.slice:docker:c1,docker-c1.scope,/system.slice/docker-c1.scope",
            "machine-a-b.slice:libpod:x,libpod-x.scope,/machine.slice/machine-a.slice/machine-a-b.slice/libpod-x.scope",
            ":cri-containerd:x,cri-containerd-x.scope,/system.slice/cri-containerd-x.scope", "-.slice:p:x,p-x.scope,/p-x.scope",
            "system.slice::x,x.scope,/system.slice/x.scope", "'',railcar-c9.scope,/system.slice/railcar-c9.scope"})
    void unitsAndPaths(String cgroupsPath, String unit, String path) {
        ScopeName scope = ScopeName.of(cgroupsPath, "c9", false);
        assertEquals(unit, scope.unit());
        assertEquals(path, scope.path());
    }

    @ParameterizedTest
    @CsvSource({"'',/user.slice/railcar-c9.scope", "':podman:x',/user.slice/podman-x.scope"})
    void aUsersOwn(String cgroupsPath, String path) {
        assertEquals(path, ScopeName.of(cgroupsPath, "c9", true).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "a:b", "a.slice:b:", "a.slice:b:c:d", "a:b:c", "a--b.slice:p:x", ".slice:p:x", "-a.slice:p:x",
            "../a.slice:p:x", "a.slice:../p:x", "a.slice:p:x/y", "a.slice:p:x y"})
    void othersAreRefused(String cgroupsPath) {
        assertTrue(assertThrows(RunException.class, () -> ScopeName.of(cgroupsPath, "c9", false)).getMessage().startsWith("linux.cgroupsPath"));
    }
}
