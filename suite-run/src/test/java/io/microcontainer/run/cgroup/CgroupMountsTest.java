package io.microcontainer.run.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.CgroupMounts.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery and places; the mount lines are those of real hosts. */
class CgroupMountsTest {

    private static final String V2 = """
            25 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
            31 24 0:27 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
            """;

    private static final String HYBRID = """
            30 23 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:8 - tmpfs tmpfs ro,mode=755
            31 30 0:27 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate
            32 30 0:28 / /sys/fs/cgroup/systemd rw,nosuid shared:10 - cgroup cgroup rw,xattr,name=systemd
            36 30 0:32 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:14 - cgroup cgroup rw,cpu,cpuacct
            37 30 0:33 / /sys/fs/cgroup/memory rw,nosuid shared:15 - cgroup cgroup rw,memory
            99 30 0:33 / /mnt/other rw shared:15 - cgroup cgroup rw,memory
            """;

    /** In a container whose engine shows it a part of the host's hierarchies. */
    private static final String NESTED = """
            700 690 0:33 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
            701 690 0:34 /docker/abc /run/my\\040cgroups/pids ro - cgroup cgroup rw,pids,release_agent=/x
            """;

    @Test
    void hierarchiesAreFound() {
        CgroupMounts hybrid = CgroupMounts.parse(HYBRID);
        assertEquals(Mode.HYBRID, hybrid.mode());
        assertEquals(4, hybrid.hierarchies().size());
        assertEquals(Set.of("cpu", "cpuacct"), hybrid.hierarchy("cpuacct").orElseThrow().controllers());
        assertEquals(Path.of("/sys/fs/cgroup/memory"), hybrid.hierarchy("memory").orElseThrow().mountPoint());
        assertEquals(Path.of("/sys/fs/cgroup/unified"), hybrid.unified().orElseThrow().mountPoint());
        assertTrue(hybrid.hierarchy("name=systemd").isPresent());
        assertFalse(hybrid.hierarchy("xattr").isPresent());
        assertEquals(Mode.V2, CgroupMounts.parse(V2).mode());
        assertEquals(Mode.V1, CgroupMounts.parse(NESTED).mode());
        assertEquals(Path.of("/run/my cgroups/pids"), CgroupMounts.parse(NESTED).hierarchy("pids").orElseThrow().mountPoint());
        assertEquals(Mode.NONE, CgroupMounts.parse("25 1 254:1 / / rw - ext4 /dev/vda1 rw\n").mode());
        assertEquals(Mode.V2, CgroupMounts.parse(V2 + "33 30 0:29 / /run/systemd/cg rw - cgroup cgroup rw,name=systemd\n").mode());
    }

    @Test
    void theHostsOwnAreReadOnceAsLongAsTheyStay() {
        MountedCgroups host = new MountedCgroups();
        CgroupMounts first = host.get();
        assertEquals(CgroupMounts.read(), first);
        assertSame(first, host.get());
    }

    @Test
    void membershipIsRead() {
        CgroupMembership own = CgroupMembership.parse("4:memory:/a:b\n3:cpu,cpuacct:/user\n1:name=systemd:/\n0::/../x\n");
        assertEquals(Map.of("memory", "/a:b", "cpu", "/user", "cpuacct", "/user", "name=systemd", "/", "", "/"), own.paths());
        assertThrows(RunException.class, () -> CgroupMembership.of(999_999_999));
    }

    /** cgroupsPath, and what becomes of it for memory and for the unified hierarchy of a caller in /user/me. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "-, user/me/id, user/me/id",
            "'', user/me/id, user/me/id",
            ".., user/me/id, user/me/id",
            "/pods/x, pods/x, pods/x",
            "/pods/../../../x, x, x",
            "pods//x/., user/me/pods/x, user/me/pods/x",
            "../../../../etc/x, user/me/etc/x, user/me/etc/x",
            "a/../../b, user/me/b, user/me/b"})
    void placesOnV1StayInTheHierarchy(String cgroupsPath, String memory, String unified) {
        Map<String, Path> paths = CgroupPaths.of(CgroupMounts.parse(HYBRID),
                CgroupMembership.parse("4:memory:/user/me\n0::/user/me\n"), cgroupsPath, "id");
        assertEquals(Path.of("/sys/fs/cgroup/memory").resolve(memory), paths.get("memory"));
        assertEquals(Path.of("/sys/fs/cgroup/unified").resolve(unified), paths.get(""));
        assertEquals(paths.get("cpu"), paths.get("cpuacct"));
        assertEquals(Set.of("", "name=systemd", "cpu", "cpuacct", "memory"), paths.keySet());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "-, /user.slice/session-1.scope, user.slice/id",
            "-, /, id",
            "/x, /user.slice/session-1.scope, x",
            "x, /user.slice/session-1.scope, user.slice/x"})
    void onV2AContainerIsItsCallersSibling(String cgroupsPath, String own, String expected) {
        assertEquals(Map.of("", Path.of("/sys/fs/cgroup").resolve(expected)),
                CgroupPaths.of(CgroupMounts.parse(V2), CgroupMembership.parse("0::" + own + "\n"), cgroupsPath, "id"));
    }

    @Test
    void whereOnlyAPartIsMountedPathsAreRelativeToIt() {
        Map<String, Path> paths = CgroupPaths.of(CgroupMounts.parse(NESTED),
                CgroupMembership.parse("4:memory:/docker/abc/inner\n5:pids:/elsewhere\n"), null, "id");
        assertEquals(Map.of("memory", Path.of("/sys/fs/cgroup/memory/inner/id"), "pids", Path.of("/run/my cgroups/pids/id")), paths);
    }

    @ParameterizedTest
    @CsvSource({"/", "/..", "/a/.."})
    void theRootIsNoPlaceForAContainer(String cgroupsPath) {
        RunException e = assertThrows(RunException.class,
                () -> CgroupPaths.of(CgroupMounts.parse(V2), CgroupMembership.parse("0::/\n"), cgroupsPath, "id"));
        assertTrue(e.getMessage().startsWith("linux.cgroupsPath " + cgroupsPath + " is the root"), e.getMessage());
    }

    @Test
    void lineEndsAreNoPartOfAPlace() {
        assertThrows(RunException.class,
                () -> CgroupPaths.of(CgroupMounts.parse(V2), CgroupMembership.parse("0::/\n"), "/a\nb", "id"));
    }
}
