package io.microcontainer.run.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.DeviceRuleType;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.PidsResources;
import io.microcontainer.api.oci.runtime.resources.RdmaLimit;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the real v1 hierarchies of the machine; needs root. */
class CgroupV1Test {

    private static final Signaller SIGNALLER = (pid, signal) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    private static final DeviceProgramAttacher NO_PROGRAM = (cgroup, program) -> {
        throw new AssertionError("v1 has device files");
    };

    private final List<Process> started = new ArrayList<>();
    private final List<Cgroup> created = new ArrayList<>();
    private final String id = "cgroup-v1-test-" + ProcessHandle.current().pid();
    private CgroupMounts mounts;

    @BeforeEach
    void needV1() {
        mounts = CgroupMounts.read();
        Set<CgroupMounts.Mode> v1 = Set.of(CgroupMounts.Mode.V1, CgroupMounts.Mode.HYBRID);
        assumeTrue(v1.contains(mounts.mode()), () -> "skipped: this host has cgroups " + mounts.mode());
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        created.forEach(Cgroup::remove);
    }

    private CgroupRequest request(String path, Resources limits) {
        return new CgroupRequest(mounts, CgroupMembership.of((int) ProcessHandle.current().pid()), path, id, false, limits, false);
    }

    private Cgroup create(String path, Resources limits) {
        Cgroup cgroup = Cgroup.create(request(path, limits)).cgroup();
        created.add(cgroup);
        return cgroup;
    }

    private int sleeper() throws IOException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        started.add(process);
        return (int) process.pid();
    }

    private static String read(Cgroup cgroup, String controller, String file) throws IOException {
        return Files.readString(cgroup.paths().get(controller).resolve(file)).strip();
    }

    @Test
    void membershipFollowsTheCallersOwnCgroupInEachHierarchy() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        int pid = sleeper();
        Map<String, String> before = CgroupMembership.of(pid).paths();
        cgroup.add(pid);
        Map<String, String> after = CgroupMembership.of(pid).paths();
        before.forEach((controller, path) ->
                assertEquals(path.equals("/") ? "/" + id : path + "/" + id, after.get(controller), controller));
        assertEquals(List.of(pid), cgroup.processes());
    }

    @Test
    void absolutePathsStartAtTheHierarchysRoot() throws Exception {
        Cgroup cgroup = create("/" + id + "/deep/../er", Resources.NONE);
        int pid = sleeper();
        cgroup.add(pid);
        assertEquals(Set.of("/" + id + "/er"), new HashSet<>(CgroupMembership.of(pid).paths().values()));
        started.getFirst().destroyForcibly().waitFor();
        cgroup.remove();
        for (Path directory : cgroup.paths().values()) {
            assertFalse(Files.exists(directory), directory::toString);
            Files.deleteIfExists(directory.getParent());
        }
    }

    @Test
    void limitsAreWhatTheKernelReadsBack() throws Exception {
        Resources limits = new Resources(List.of(),
                new MemoryResources(64L << 20, 32L << 20, 96L << 20, null, null, 10L, true, null, null, Map.of()),
                new CpuResources(512L, 20_000L, 10_000L, 50_000L, null, null, "0", "0", null, Map.of()),
                new PidsResources(17L, Map.of()), null, List.of(), null, Map.of(), Map.of(), Map.of());
        Cgroup cgroup = create(null, limits);
        cgroup.limit(limits);
        assertEquals("67108864", read(cgroup, "memory", "memory.limit_in_bytes"));
        assertEquals("100663296", read(cgroup, "memory", "memory.memsw.limit_in_bytes"));
        assertEquals("33554432", read(cgroup, "memory", "memory.soft_limit_in_bytes"));
        assertEquals("10", read(cgroup, "memory", "memory.swappiness"));
        assertTrue(read(cgroup, "memory", "memory.oom_control").startsWith("oom_kill_disable 1"));
        assertEquals("512", read(cgroup, "cpu", "cpu.shares"));
        assertEquals("20000", read(cgroup, "cpu", "cpu.cfs_quota_us"));
        assertEquals("50000", read(cgroup, "cpu", "cpu.cfs_period_us"));
        assertEquals("10000", read(cgroup, "cpu", "cpu.cfs_burst_us"));
        assertEquals("0", read(cgroup, "cpuset", "cpuset.cpus"));
        assertEquals("17", read(cgroup, "pids", "pids.max"));

        // both memory values grow past the old pair, then shrink below it: each order of writes is needed once
        for (long size : new long[] {256L << 20, 16L << 20}) {
            cgroup.limit(memory(size, 2 * size));
            assertEquals(Long.toString(size), read(cgroup, "memory", "memory.limit_in_bytes"));
            assertEquals(Long.toString(2 * size), read(cgroup, "memory", "memory.memsw.limit_in_bytes"));
        }
        cgroup.limit(memory(-1, null));
        assertEquals(read(cgroup, "memory", "memory.limit_in_bytes"), read(cgroup, "memory", "memory.memsw.limit_in_bytes"));
        assertEquals("17", read(cgroup, "pids", "pids.max"), "what an update does not name stays");
    }

    private static Resources memory(long limit, Long swap) {
        return new Resources(List.of(), new MemoryResources(limit, null, swap, null, null, null, null, null, null, Map.of()), null,
                null, null, List.of(), null, Map.of(), Map.of(), Map.of());
    }

    @Test
    void refusedLimitsNameFieldFileAndValue() {
        Resources limits = new Resources(List.of(), null,
                new CpuResources(null, null, null, null, null, null, "none", null, null, Map.of()), null, null,
                List.of(), null, Map.of(), Map.of(), Map.of());
        Cgroup cgroup = create(null, Resources.NONE);
        CgroupException e = assertThrows(CgroupException.class, () -> cgroup.limit(limits));
        assertEquals("linux.resources.cpu.cpus: write none to " + cgroup.paths().get("cpuset")
                + "/cpuset.cpus: EINVAL (Invalid argument)", e.getMessage());
    }

    @Test
    void missingControllerIsNamed() {
        assumeTrue(mounts.hierarchy("rdma").isEmpty(), "skipped: this host has the v1 controller rdma");
        Resources limits = new Resources(List.of(), null, null, null, null, List.of(), null,
                Map.of("mlx4_0", new RdmaLimit(2L, null, Map.of())), Map.of(), Map.of());
        Cgroup cgroup = create(null, Resources.NONE);
        RunException e = assertThrows(RunException.class, () -> cgroup.limit(limits));
        assertTrue(e.getMessage().startsWith("linux.resources.rdma.mlx4_0 needs the cgroup controller rdma"), e.getMessage());
    }

    @Test
    void devicesAreThoseOfRuncByDefault() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        cgroup.restrictDevices(List.of(new DeviceRule(false, null, null, null, "rwm", Map.of())), NO_PROGRAM);
        // as runc 1.1.5 leaves the file for its own default config
        Set<String> expected = Set.of("b *:* m", "c *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm",
                "c 5:0 rwm", "c 5:2 rwm", "c 10:200 rwm", "c 136:* rwm");
        assertEquals(expected, Set.of(read(cgroup, "devices", "devices.list").split("\n")));

        cgroup.restrictDevices(List.of(new DeviceRule(true, DeviceRuleType.BLOCK, 7L, -1L, "rw", Map.of())), NO_PROGRAM);
        Set<String> more = new HashSet<>(expected);
        more.add("b 7:* rw");
        assertEquals(more, Set.of(read(cgroup, "devices", "devices.list").split("\n")));

        cgroup.restrictDevices(List.of(new DeviceRule(true, DeviceRuleType.ALL, null, null, "rwm", Map.of())), NO_PROGRAM);
        assertEquals("a *:* rwm", read(cgroup, "devices", "devices.list"));
    }

    @Test
    void freezeHoldsAndKillTakesAll() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        Process shell = new ProcessBuilder("sh", "-c", "read go; sleep 1000 & sleep 1000 & wait").start();
        started.add(shell);
        cgroup.add((int) shell.pid());
        shell.getOutputStream().write('\n');
        shell.getOutputStream().flush();
        while (cgroup.processes().size() < 3) {
            Thread.onSpinWait();
        }
        assertEquals(FreezerState.THAWED, cgroup.freezerState());
        cgroup.freeze();
        assertEquals(FreezerState.FROZEN, cgroup.freezerState());
        cgroup.thaw();
        assertEquals(FreezerState.THAWED, cgroup.freezerState());
        cgroup.freeze();
        cgroup.kill(SIGNALLER);
        assertTrue(shell.waitFor(10, TimeUnit.SECONDS));
        cgroup.remove();
        assertFalse(cgroup.exists());
        assertEquals(List.of(), cgroup.processes());
        assertEquals(FreezerState.UNKNOWN, cgroup.freezerState());
        cgroup.remove();
    }

    @Test
    void cgroupsBelowAreListedEnteredAndRemoved() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        for (Path directory : cgroup.paths().values()) {
            Files.createDirectories(directory.resolve("a/b"));
        }
        Path cpuset = cgroup.paths().get("cpuset");
        for (String sub : List.of("a", "a/b")) {
            Files.writeString(cpuset.resolve(sub).resolve("cpuset.cpus"), "0");
            Files.writeString(cpuset.resolve(sub).resolve("cpuset.mems"), "0");
        }
        int pid = sleeper();
        cgroup.add(pid, "/a/b");
        assertEquals(List.of(pid), cgroup.processes());
        assertThrows(RunException.class, () -> cgroup.add(pid, "../" + id + "-sibling"));
        started.getFirst().destroyForcibly().waitFor();
        cgroup.remove();
        assertFalse(cgroup.exists());
    }

    @Test
    void aProcessThatStaysIsNamedAndOneThatWasThereFound() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        int pid = sleeper();
        cgroup.add(pid);
        assertEquals(List.of(pid), Cgroup.create(request(null, Resources.NONE)).others());
        CgroupException busy = assertThrows(CgroupException.class, cgroup::remove);
        assertTrue(busy.getMessage().contains("EBUSY (Device or resource busy); processes [" + pid + "]"), busy.getMessage());
    }

    @Test
    void aThreadMovesItselfByTheJoinFiles() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        StringBuilder script = new StringBuilder();
        cgroup.joinFiles().forEach(file -> script.append("echo 0 > ").append(file).append("; "));
        Process shell = new ProcessBuilder("sh", "-c", script + "cat /proc/self/cgroup").start();
        started.add(shell);
        CgroupMembership joined = CgroupMembership.parse(new String(shell.getInputStream().readAllBytes()));
        joined.paths().forEach((controller, path) -> assertTrue(path.endsWith("/" + id), controller + " " + path));
        assertEquals(0, shell.waitFor());
    }

    @Test
    void rebuiltFromItsPathsItIsTheSame() {
        Cgroup cgroup = create(null, Resources.NONE);
        assertEquals(cgroup, Cgroup.of(cgroup.paths()));
    }
}
