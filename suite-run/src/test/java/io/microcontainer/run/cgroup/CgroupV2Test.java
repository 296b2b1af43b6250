package io.microcontainer.run.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.DeviceRuleType;
import io.microcontainer.api.oci.runtime.resources.HugepageLimit;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.PidsResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the machine's real unified hierarchy, seen as if it were the only one; needs root. */
class CgroupV2Test {

    private static final Signaller SIGNALLER = (pid, signal) -> {
        throw new AssertionError("cgroup.kill needs no signals");
    };

    private final List<Process> started = new ArrayList<>();
    private final List<Cgroup> created = new ArrayList<>();
    private final String id = "cgroup-v2-test-" + ProcessHandle.current().pid();

    @AfterEach
    void leaveNothing() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        created.forEach(Cgroup::remove);
    }

    private static CgroupMounts unifiedOnly() {
        CgroupMounts all = CgroupMounts.read();
        assumeTrue(all.unified().isPresent(), "skipped: this host has no cgroup v2");
        return new CgroupMounts(List.of(all.unified().orElseThrow()));
    }

    private Cgroup create(String path, Resources limits) {
        Cgroup cgroup = Cgroup.create(new CgroupRequest(unifiedOnly(), CgroupMembership.parse("0::/\n"), path, id, false, limits, false)).cgroup();
        created.add(cgroup);
        return cgroup;
    }

    private static Resources hugepages(HugepageLimit... limits) {
        return new Resources(List.of(), null, null, null, null, List.of(limits), null, Map.of(), Map.of(), Map.of());
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static Path directory(Cgroup cgroup) {
        return cgroup.cloneInto().orElseThrow();
    }

    @Test
    void processesEnterFreezeAndDieTogether() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        Process shell = start("sh", "-c", "read go; sleep 1000 & sleep 1000 & wait");
        cgroup.add((int) shell.pid());
        shell.getOutputStream().write('\n');
        shell.getOutputStream().flush();
        while (cgroup.processes().size() < 3) {
            Thread.onSpinWait();
        }
        assertEquals("/" + id, CgroupMembership.of((int) shell.pid()).path(""));
        cgroup.freeze();
        assertEquals(FreezerState.FROZEN, cgroup.freezerState());
        cgroup.thaw();
        assertEquals(FreezerState.THAWED, cgroup.freezerState());
        cgroup.freeze();
        cgroup.kill(SIGNALLER);
        assertTrue(shell.waitFor(10, TimeUnit.SECONDS), "frozen ones die too");
        cgroup.remove();
        assertFalse(cgroup.exists());
        assertEquals(FreezerState.UNKNOWN, cgroup.freezerState());
        cgroup.kill(SIGNALLER);
        assertEquals(cgroup, Cgroup.of(cgroup.paths()));
    }

    @Test
    void limitsReachTheKernel() throws Exception {
        CgroupHierarchy unified = unifiedOnly().unified().orElseThrow();
        String controllers = Files.readString(unified.mountPoint().resolve("cgroup.controllers"));
        assumeTrue(controllers.contains("hugetlb") && Files.isDirectory(Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB")),
                "skipped: no huge pages of 2 MB on cgroup v2");
        Resources limits = hugepages(new HugepageLimit("2MB", 4 << 20, Map.of()));
        Cgroup cgroup = create("/" + id, limits);
        cgroup.limit(limits);
        assertEquals("4194304", Files.readString(directory(cgroup).resolve("hugetlb.2MB.max")).strip());
    }

    @Test
    void aControllerThatIsMissingIsNamed() throws Exception {
        assumeTrue(!Files.readString(unifiedOnly().unified().orElseThrow().mountPoint().resolve("cgroup.controllers")).contains("pids"),
                "skipped: pids is on cgroup v2 here");
        Cgroup cgroup = create(null, Resources.NONE);
        RunException e = assertThrows(RunException.class, () -> cgroup.limit(new Resources(List.of(), null, null,
                new PidsResources(5L, Map.of()), null, List.of(), null, Map.of(), Map.of(), Map.of())));
        assertTrue(e.getMessage().startsWith("linux.resources.pids.limit needs the cgroup controller pids"), e.getMessage());
    }

    @Test
    void devicesAreDecidedByTheProgram() throws Exception {
        Cgroup cgroup = create(null, Resources.NONE);
        Process shell = start("sh", "-c", "for i in 1 2 3; do read go; (: < /dev/kmsg) 2>/dev/null && echo yes || echo no; "
                + "(: < /dev/null) 2>/dev/null && echo yes || echo no; done");
        cgroup.add((int) shell.pid());
        assertEquals(List.of("yes", "yes"), answers(shell));
        BpfAttacher attacher = new BpfAttacher();
        cgroup.restrictDevices(List.of(), attacher);
        assertEquals(List.of("no", "yes"), answers(shell));
        // a new program replaces the first: with both kmsg would still be denied
        cgroup.restrictDevices(List.of(new DeviceRule(true, DeviceRuleType.CHARACTER, 1L, 11L, "r", Map.of())), attacher);
        assertEquals(List.of("yes", "yes"), answers(shell));
    }

    private static List<String> answers(Process shell) throws IOException {
        shell.getOutputStream().write('\n');
        shell.getOutputStream().flush();
        return List.of(shell.inputReader().readLine(), shell.inputReader().readLine());
    }

    @Test
    void cgroupsBelowAreRemovedToo() throws Exception {
        Cgroup cgroup = create("/" + id, Resources.NONE);
        Files.createDirectories(directory(cgroup).resolve("a/b"));
        Process sleep = start("sleep", "1000");
        cgroup.add((int) sleep.pid(), "a/b");
        assertEquals(List.of((int) sleep.pid()), cgroup.processes());
        assertThrows(RunException.class, () -> cgroup.add((int) sleep.pid(), "../" + id + "x"));
        sleep.destroyForcibly().waitFor();
        cgroup.remove();
        assertFalse(Files.exists(directory(cgroup)));
    }

    /** A directory that has the files of a cgroup with controllers, which this machine's hierarchy lacks. */
    @Test
    void filesAreChosenByWhatTheKernelHas(@TempDir Path fake) throws Exception {
        for (String file : List.of("memory.max", "memory.low", "pids.max", "cpu.weight", "memory.current")) {
            Files.createFile(fake.resolve(file));
        }
        Files.writeString(fake.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Files.writeString(fake.resolve("memory.current"), "5000\n");
        Cgroup cgroup = Cgroup.of(Map.of("", fake));
        // without swap in the kernel there is no memory.swap.max, and none is what is asked for
        cgroup.limit(memory(9000L, 9000L, false));
        assertEquals("9000", Files.readString(fake.resolve("memory.max")));
        CgroupException e = assertThrows(CgroupException.class, () -> cgroup.limit(memory(9000L, 9999L, false)));
        assertEquals("linux.resources.memory.swap: write 999 to " + fake + "/memory.swap.max: ENOENT (No such file or directory)",
                e.getMessage());
        RunException used = assertThrows(RunException.class, () -> cgroup.limit(memory(5000L, null, true)));
        assertTrue(used.getMessage().startsWith("linux.resources.memory.limit 5000 is not above the 5000 bytes"), used.getMessage());
        cgroup.limit(memory(-1L, null, true));
        assertTrue(Files.readString(fake.resolve("memory.max")).startsWith("max"));
    }

    private static Resources memory(Long limit, Long swap, boolean check) {
        return new Resources(List.of(), new MemoryResources(limit, null, swap, null, null, null, null, null, check, Map.of()), null, null,
                null, List.of(), null, Map.of(), Map.of(), Map.of());
    }
}
