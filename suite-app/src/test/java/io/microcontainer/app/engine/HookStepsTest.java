package io.microcontainer.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.Hook;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.hook.HookFailure;
import io.microcontainer.run.hook.HookKind;
import io.microcontainer.run.hook.HookSteps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks run by the real launcher. */
class HookStepsTest {

    private static final int TAG = 40;
    private static final ContainerState CONTAINER = new ContainerState("1.3.0", "c1", ContainerStatus.CREATING, null, "/bundle",
            Map.of("\"pid\":", "ü\n"), Map.of());

    @TempDir
    static Path directory;

    private static LauncherHarness launcher;

    /** What came of a plan with hooks. */
    private record Ended(long value, List<HookFailure> failures) {
    }

    @BeforeAll
    static void begin() throws Exception {
        launcher = new LauncherHarness(directory);
    }

    @AfterAll
    static void end() throws Exception {
        launcher.close();
    }

    private static Hook shell(String script, Integer timeout) {
        return new Hook("/bin/sh", List.of("hook", "-c", script, "hook"), List.of("PATH=/usr/bin:/bin", "OUT=" + directory), timeout, Map.of());
    }

    private static Ended run(HookKind kind, Hook... hooks) throws Exception {
        PlanBuilder plan = new PlanBuilder("run hooks");
        HookSteps steps = new HookSteps(plan, TAG, CONTAINER, List.of());
        Label failed = plan.label("failed");
        Hooks all = new Hooks(List.of(), kind == HookKind.CREATE_RUNTIME ? List.of(hooks) : List.of(), List.of(), List.of(),
                List.of(), kind == HookKind.POSTSTOP ? List.of(hooks) : List.of(), Map.of());
        steps.run(kind, all, Operand.number(4711), steps.in(directory), failed);
        plan.end(Operand.number(1));
        plan.place(failed);
        plan.end(Operand.number(2));
        List<HookFailure> failures = new ArrayList<>();
        long[] value = new long[1];
        LauncherHarness.Run run = launcher.run(session -> {
            value[0] = session.execute(plan.build(), new Dialogue() {
                @Override
                public void told(int tag, long word, byte[] data) {
                    assertEquals(TAG, tag);
                    failures.add(steps.failure(word, data));
                }
            }).value();
            return 7;
        });
        assertEquals(7, run.status(), run.err());
        assertEquals("", run.out() + run.err(), "what hooks write is not the caller's");
        return new Ended(value[0], failures);
    }

    private static String sentence(Ended ended) {
        assertEquals(2, ended.value());
        return ended.failures().getFirst().sentence();
    }

    @Test
    void stateArgumentsAndEnvironmentAreExact() throws Exception {
        Ended ended = run(HookKind.CREATE_RUNTIME, shell("cat > $OUT/state; tr '\\0' '\\n' < /proc/$$/cmdline > $OUT/args; "
                + "tr '\\0' '\\n' < /proc/$$/environ > $OUT/env; pwd > $OUT/cwd; ls /proc/self/fd | wc -l > $OUT/fds; "
                + "grep -E 'Sig(Blk|Ign)' /proc/$$/status > $OUT/signals", 60),
                shell("cat > $OUT/state2", null));
        assertEquals(new Ended(1, List.of()), ended);
        ContainerState told = JsonDocument.parse(Files.readAllBytes(directory.resolve("state")), "state").object(ContainerState::read);
        assertEquals(new ContainerState("1.3.0", "c1", ContainerStatus.CREATING, 4711, "/bundle", CONTAINER.annotations(), Map.of()), told);
        assertEquals(Files.readString(directory.resolve("state")), Files.readString(directory.resolve("state2")));
        assertTrue(Files.readString(directory.resolve("args")).startsWith("hook\n-c\n"));
        assertEquals("PATH=/usr/bin:/bin\nOUT=" + directory + "\n", Files.readString(directory.resolve("env")));
        assertEquals(directory + "\n", Files.readString(directory.resolve("cwd")));
        assertEquals("4", Files.readString(directory.resolve("fds")).strip(), "0, 1, 2 and the one of ls");
        assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", Files.readString(directory.resolve("signals")));
    }

    @Test
    void aStoppedContainerHasNoProcess() throws Exception {
        assertEquals(1, run(HookKind.POSTSTOP, shell("cat > $OUT/stopped", null)).value());
        ContainerState told = JsonDocument.parse(Files.readAllBytes(directory.resolve("stopped")), "state").object(ContainerState::read);
        assertEquals(ContainerStatus.STOPPED, told.status());
        assertEquals(null, told.pid());
    }

    @Test
    void withoutArgumentsAProgramIsCalledByItsPath() throws Exception {
        assertEquals(1, run(HookKind.POSTSTOP, new Hook("/bin/true", List.of(), List.of(), null, Map.of())).value());
    }

    @Test
    void aFailingHookIsNamedWithItsWordsAndEndsTheRow() throws Exception {
        Ended ended = run(HookKind.CREATE_RUNTIME, shell("echo fine", null), shell("echo to out; echo no disk >&2; exit 3", null),
                shell("touch $OUT/never", null));
        assertEquals("error running hooks.createRuntime[1] (/bin/sh): ended with status 3; it wrote: to out\nno disk", sentence(ended));
        assertFalse(Files.exists(directory.resolve("never")));
    }

    @Test
    void aSignalIsNamed() throws Exception {
        assertEquals("error running hooks.createRuntime[0] (/bin/sh): was ended by SIGSEGV", sentence(run(HookKind.CREATE_RUNTIME, shell("kill -SEGV $$", null))));
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        Ended ended = run(HookKind.CREATE_RUNTIME, new Hook("/nonexistent/hook", List.of(), List.of(), 5, Map.of()));
        assertEquals("error running hooks.createRuntime[0] (/nonexistent/hook): cannot be run: ENOENT (No such file or directory)", sentence(ended));
    }

    @Test
    void aHookPastItsTimeIsKilled() throws Exception {
        Ended ended = run(HookKind.CREATE_RUNTIME, shell("echo $$ > $OUT/slow; echo hanging; exec sleep 1000", 1));
        assertEquals("error running hooks.createRuntime[0] (/bin/sh): ran longer than its timeout of 1 s and was killed; it wrote: hanging", sentence(ended));
        long pid = Long.parseLong(Files.readString(directory.resolve("slow")).strip());
        assertFalse(ProcessHandle.of(pid).isPresent(), "it is gone, and not a zombie");
    }

    @Test
    void onlyTheEndOfMuchOutputIsKept() throws Exception {
        Ended ended = run(HookKind.CREATE_RUNTIME, shell("seq 1 20000; exit 1", null));
        List<String> lines = Arrays.asList(sentence(ended).split("\n"));
        List<String> kept = lines.subList(1, lines.size());
        assertTrue(kept.size() > 600, "at least 4 KiB of lines of 6 bytes, not " + kept.size());
        assertEquals(IntStream.rangeClosed(20001 - kept.size(), 20000).mapToObj(Integer::toString).toList(), kept);
    }

    @Test
    void aDaemonThatKeepsTheOutputDoesNotHoldThePlan() throws Exception {
        assertEquals(1, run(HookKind.CREATE_RUNTIME, shell("sleep 1000 & echo $! > $OUT/daemon", null)).value());
        long pid = Long.parseLong(Files.readString(directory.resolve("daemon"), StandardCharsets.UTF_8).strip());
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    @Test
    void aHookThatClosesItsOutputAndReadsNothingIsWaitedFor() throws Exception {
        assertEquals(1, run(HookKind.CREATE_RUNTIME, shell("exec <&- >&- 2>&-; sleep 0.2; touch $OUT/closed", 30)).value());
        assertTrue(Files.exists(directory.resolve("closed")));
    }
}
