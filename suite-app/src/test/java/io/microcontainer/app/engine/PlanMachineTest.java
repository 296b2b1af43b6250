package io.microcontainer.app.engine;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.PlanFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each instruction of the plan machine, run by the real launcher. Values are what the manual or arithmetic says. */
class PlanMachineTest {

    @TempDir
    static Path directory;

    private static LauncherHarness launcher;

    /** What a plan told, and how it ended. */
    private record Ended(long value, RuntimeException failure, List<Long> told, List<byte[]> data,
            LauncherHarness.Run run) {
    }

    @BeforeAll
    static void begin() throws Exception {
        launcher = new LauncherHarness(directory);
    }

    @AfterAll
    static void end() throws Exception {
        launcher.close();
    }

    /** Writes a word, learns the rest from the engine, and is ready for it. */
    private static Plan beginning(PlanBuilder plan) {
        plan.call("write the first word", Syscall.WRITE, number(1), plan.data().string("one "), number(4));
        return plan.beginning("learn the rest");
    }

    private static void rest(PlanBuilder plan, Register word) {
        plan.call("write the second word", Syscall.WRITE, number(1), plan.data().string("two"), number(3));
        plan.store(plan.data().room("room", 4096), number(5), 8);
        plan.add(word, word, number(2));
        plan.end(word);
    }

    @Test
    void moreGoesOnWithStepsAndDataThatCameLater() throws Exception {
        PlanBuilder plan = new PlanBuilder("test");
        Register word = plan.register("word");
        plan.set(word, number(40));
        LauncherHarness.Run run = launcher.run(session -> {
            session.begin(beginning(plan));
            rest(plan, word);
            return (int) session.execute(plan.build(), Dialogue.SILENT).value();
        });
        assertEquals("one two", run.out(), run.err());
        assertEquals(42, run.status());
    }

    @Test
    void moreIsNothingInAWholePlan() throws Exception {
        PlanBuilder plan = new PlanBuilder("test");
        Register word = plan.register("word");
        plan.set(word, number(40));
        beginning(plan);
        rest(plan, word);
        Ended ended = run(plan);
        assertEquals(42, ended.value());
        assertEquals("one two", ended.run().out());
    }

    @Test
    void moreIsLearntByASpawnedProcess() throws Exception {
        PlanBuilder plan = new PlanBuilder("test");
        Register pid = plan.register("pid");
        Label child = plan.label("child");
        Operand.Address status = plan.data().room("status", 8);
        plan.spawn("spawn", childArguments(plan), 88, child, pid);
        plan.call("wait", Syscall.WAIT4, pid, status, number(0), NULL);
        plan.load(pid, status, 4);
        plan.end(pid);
        plan.place(child);
        LauncherHarness.Run run = launcher.run(session -> {
            session.begin(beginning(plan));
            plan.leave(number(9));
            return (int) session.execute(plan.build(), Dialogue.SILENT).value() >> 8;
        });
        assertEquals("one ", run.out(), run.err());
        assertEquals(9, run.status());
    }

    @Test
    void aPlanWhoseRestDoesNotComeEndsWithItsCleanup() throws Exception {
        PlanBuilder plan = new PlanBuilder("test");
        Label cleanup = plan.label("cleanup");
        Label on = plan.label("on");
        plan.jump(on);
        plan.place(cleanup);
        plan.cleanup(cleanup);
        plan.call("clean up", Syscall.WRITE, number(1), plan.data().string("clean "), number(6));
        plan.end();
        plan.place(on);
        PlanBuilder next = new PlanBuilder("next");
        next.call("write", Syscall.WRITE, number(1), next.data().string("next"), number(4));
        next.end(number(3));
        LauncherHarness.Run run = launcher.run(session -> {
            session.begin(beginning(plan));
            session.abandon();
            session.abandon();
            return (int) session.execute(next.build(), Dialogue.SILENT).value();
        });
        assertEquals("one clean next", run.out(), run.err());
        assertEquals(3, run.status());
    }

    @Test
    void aRestThatComesTooLateIsNoPlan() throws Exception {
        PlanBuilder plan = new PlanBuilder("test");
        plan.call("close what is not open", Syscall.CLOSE, number(-1));
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        LauncherHarness.Run run = launcher.run(session -> {
            session.begin(beginning(plan));
            rest(plan, plan.register("word"));
            try {
                session.execute(plan.build(), Dialogue.SILENT);
            } catch (PlanFailure e) {
                failure.set(e);
            }
            session.out().print("after");
            return 4;
        });
        assertEquals("close what is not open: EBADF (Bad file descriptor)", failure.get().getMessage());
        assertEquals("after", run.out(), run.err());
        assertEquals(4, run.status());
    }

    private static Ended run(PlanBuilder plan) throws Exception {
        return run(plan, Answer.of(0));
    }

    private static Ended run(PlanBuilder plan, Answer answer) throws Exception {
        List<Long> told = new ArrayList<>();
        List<byte[]> data = new ArrayList<>();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        long[] value = new long[1];
        LauncherHarness.Run run = launcher.run(session -> {
            try {
                value[0] = session.execute(plan.build(), new Dialogue() {
                    @Override
                    public void told(int tag, long word, byte[] bytes) {
                        told.add(word);
                        data.add(bytes);
                    }

                    @Override
                    public Answer asked(int tag, long word) {
                        told.add(word);
                        if (answer == null) {
                            throw new IllegalStateException("no answer");
                        }
                        return answer;
                    }
                }).value();
            } catch (RuntimeException e) {
                failure.set(e);
            }
            return 7;
        });
        assertEquals(7, run.status(), run.err());
        return new Ended(value[0], failure.get(), told, data, run);
    }

    private static PlanFailure failure(Ended ended) {
        return assertInstanceOf(PlanFailure.class, ended.failure());
    }

    @Test
    void syscallTakesWordsPlacesAndRegisters() throws Exception {
        PlanBuilder p = new PlanBuilder("write");
        Register fd = p.register("fd");
        Register n = p.register("n");
        p.set(fd, number(1));
        p.call("write", n, Syscall.WRITE, fd, p.data().string("hello\n"), number(6));
        p.end(n);
        Ended ended = run(p);
        assertEquals(6, ended.value());
        assertEquals("hello\n", ended.run().out());
    }

    @Test
    void refusedSyscallFailsThePlanByItsLabel() throws Exception {
        PlanBuilder p = new PlanBuilder("mount");
        p.call("open the file /nonexistent/x", Syscall.OPENAT, Operand.AT_FDCWD, p.data().string("/nonexistent/x"),
                number(0));
        p.tell(1, number(1));
        p.end();
        Ended ended = run(p);
        assertEquals(Errno.ENOENT, failure(ended).errno());
        assertEquals("open the file /nonexistent/x: ENOENT (No such file or directory)", ended.failure().getMessage());
        assertTrue(ended.told().isEmpty(), "nothing runs after a failure");
    }

    @Test
    void ignoredErrnoLandsNegativeInTheRegister() throws Exception {
        PlanBuilder p = new PlanBuilder("close");
        Register result = p.register("result");
        p.call("close", result, new OnError.Ignore(Errno.ENOENT, Errno.EBADF), Syscall.CLOSE, number(9999));
        p.end(result);
        assertEquals(-Errno.EBADF, run(p).value());
    }

    @Test
    void errnoThatIsNotIgnoredFails() throws Exception {
        PlanBuilder p = new PlanBuilder("close");
        p.call("close", null, new OnError.Ignore(Errno.ENOENT), Syscall.CLOSE, number(9999));
        p.end();
        assertEquals(Errno.EBADF, failure(run(p)).errno());
    }

    @Test
    void errnoLeadsToALabel() throws Exception {
        PlanBuilder p = new PlanBuilder("close");
        Label bad = p.label("bad");
        p.call("close", null, new OnError.GoTo(bad, OnError.ANY), Syscall.CLOSE, number(9999));
        p.end(number(1));
        p.place(bad);
        p.end(number(2));
        assertEquals(2, run(p).value());
    }

    @Test
    void jumpSkips() throws Exception {
        PlanBuilder p = new PlanBuilder("jump");
        Label there = p.label("there");
        p.jump(there);
        p.end(number(1));
        p.place(there);
        p.end(number(2));
        assertEquals(2, run(p).value());
    }

    @ParameterizedTest
    @CsvSource({ "EQUAL, 5, 5, true", "EQUAL, 5, 6, false", "NOT_EQUAL, 5, 6, true", "NOT_EQUAL, 5, 5, false",
            "LESS, -1, 0, true", "LESS, 0, 0, false", "LESS, 1, -1, false", "AT_LEAST, 0, 0, true",
            "AT_LEAST, -1, 0, false", "ANY_BIT_OF, 6, 2, true", "ANY_BIT_OF, 6, 1, false" })
    void conditionalJumpCompares(Condition condition, long left, long right, boolean holds) throws Exception {
        PlanBuilder p = new PlanBuilder("compare");
        Register a = p.register("a");
        Label yes = p.label("yes");
        p.set(a, number(left));
        p.jumpIf(a, condition, number(right), yes);
        p.end(number(0));
        p.place(yes);
        p.end(number(1));
        assertEquals(holds ? 1 : 0, run(p).value());
    }

    @Test
    void setAndAdd() throws Exception {
        PlanBuilder p = new PlanBuilder("sum");
        Register a = p.register("a");
        p.set(a, number(40));
        p.add(a, a, number(-42));
        p.end(a);
        assertEquals(-2, run(p).value());
    }

    @ParameterizedTest
    @CsvSource({ "1, 0x88", "2, 0x7788", "4, 0x55667788", "8, 0x1122334455667788" })
    void loadIsZeroExtended(int width, String expected) throws Exception {
        PlanBuilder p = new PlanBuilder("load");
        Register a = p.register("a");
        p.load(a, p.data().struct("number", new Struct().u64(0x1122334455667788L)), width);
        p.end(a);
        assertEquals(Long.decode(expected), run(p).value());
    }

    @Test
    void storeTouchesItsWidthOnly() throws Exception {
        PlanBuilder p = new PlanBuilder("store");
        Operand.Address place = p.data().struct("number", new Struct().u64(-1));
        p.store(place.plus(2), number(0), 2);
        p.tell(1, number(0), place, number(8));
        p.end();
        assertArrayEquals(new byte[] { -1, -1, 0, 0, -1, -1, -1, -1 }, run(p).data().getFirst());
    }

    @Test
    void placesOutsideTheDataAreRefused() throws Exception {
        PlanBuilder p = new PlanBuilder("store");
        p.store(number(0x400000), number(0), 8);
        p.end();
        assertEquals(Errno.EFAULT, failure(run(p)).errno());
    }

    @Test
    void formatWritesDecimal() throws Exception {
        PlanBuilder p = new PlanBuilder("format");
        Register n = p.register("n");
        Operand.Address text = p.data().room("text", 24);
        p.format(text, number(Long.MIN_VALUE), n);
        p.tell(1, n, text, n);
        p.end(n);
        Ended ended = run(p);
        assertEquals("-9223372036854775808", new String(ended.data().getFirst(), StandardCharsets.US_ASCII));
        assertEquals(20, ended.value());
    }

    /** struct clone_args with SIGCHLD as the exit signal (clone(2)). */
    private static Operand.Address childArguments(PlanBuilder p) {
        return p.data().struct("{exit_signal=SIGCHLD}", new Struct().u64(0).u64(0).u64(0).u64(0).u64(17).upTo(88));
    }

    @Test
    void spawnedChildHasACopyAndLeavesWithItsStatus() throws Exception {
        PlanBuilder p = new PlanBuilder("spawn");
        Register pid = p.register("pid");
        Register a = p.register("a");
        Label child = p.label("child");
        Operand.Address status = p.data().room("status", 8);
        p.set(a, number(41));
        p.spawn("spawn", childArguments(p), 88, child, pid);
        p.call("wait", Syscall.WAIT4, pid, status, number(0), NULL);
        p.tell(2, a);
        p.load(a, status, 4);
        p.end(a);
        p.place(child);
        p.add(a, a, number(1));
        p.tell(1, a);
        p.leave(number(9));
        Ended ended = run(p);
        assertEquals(List.of(42L, 41L), ended.told());
        assertEquals(9 << 8, ended.value());
    }

    @Test
    void failureOfAChildIsKnownByItsStep() throws Exception {
        PlanBuilder p = new PlanBuilder("spawn");
        Register pid = p.register("pid");
        Label child = p.label("child");
        Operand.Address status = p.data().room("status", 8);
        p.spawn("spawn", childArguments(p), 88, child, pid);
        p.call("wait", Syscall.WAIT4, pid, status, number(0), NULL);
        p.end();
        p.place(child);
        p.call("change to the directory /nonexistent", Syscall.CHDIR, p.data().string("/nonexistent"));
        p.leave(number(0));
        assertEquals("change to the directory /nonexistent", failure(run(p)).step());
    }

    @Test
    void awaitTakesTheEnginesWordAndPatches() throws Exception {
        PlanBuilder p = new PlanBuilder("ask");
        Register word = p.register("word");
        Operand.Address text = p.data().bytes("text", "AAAA\n".getBytes(StandardCharsets.US_ASCII));
        p.await("ask", 5, number(3), word);
        p.call("write", Syscall.WRITE, number(1), text, number(5));
        p.end(word);
        Ended ended = run(p, Answer.of(77, new Answer.Patch(text.value() + 1, "bc".getBytes(StandardCharsets.US_ASCII))));
        assertEquals(List.of(3L), ended.told());
        assertEquals(77, ended.value());
        assertEquals("AbcA\n", ended.run().out());
    }

    @Test
    void engineThatCannotAnswerEndsThePlan() throws Exception {
        PlanBuilder p = new PlanBuilder("ask");
        Label cleanup = p.label("cleanup");
        p.cleanup(cleanup);
        p.await("ask", 5, number(3), p.register("word"));
        p.end();
        p.place(cleanup);
        p.tell(1, number(99));
        p.end();
        Ended ended = run(p, null);
        assertEquals("no answer", ended.failure().getMessage());
        assertEquals(List.of(3L, 99L), ended.told());
    }

    @Test
    void cleanupRunsOnceAndThePlanStillFails() throws Exception {
        PlanBuilder p = new PlanBuilder("cleanup");
        Label cleanup = p.label("cleanup");
        p.cleanup(cleanup);
        p.call("first", Syscall.CLOSE, number(9999));
        p.end();
        p.place(cleanup);
        p.tell(1, number(1));
        p.call("second", Syscall.CLOSE, number(9998));
        p.tell(1, number(2));
        p.end();
        Ended ended = run(p);
        assertEquals("first", failure(ended).step());
        assertEquals(List.of(1L), ended.told());
    }

    @Test
    void monitorReturnsTheWaitStatus() throws Exception {
        PlanBuilder p = new PlanBuilder("monitor");
        Register pid = p.register("pid");
        Register status = p.register("status");
        Label child = p.label("child");
        p.spawn("spawn", childArguments(p), 88, child, pid);
        p.monitor("wait", pid, number(-1), status);
        p.end(status);
        p.place(child);
        p.call("kill", Syscall.KILL, childPid(p), number(9));
        p.leave(number(0));
        assertEquals(9, run(p).value());
    }

    private static Register childPid(PlanBuilder p) {
        Register self = p.register("self");
        p.call("own pid", self, Syscall.GETPID);
        return self;
    }

    @Test
    void monitorForwardsSignals() throws Exception {
        PlanBuilder p = new PlanBuilder("monitor");
        Register pid = p.register("pid");
        Register status = p.register("status");
        Label child = p.label("child");
        Operand.Address all = p.data().struct("all signals", new Struct().u64(-1));
        p.call("block signals", Syscall.RT_SIGPROCMASK, number(0), all, NULL, number(8));
        p.spawn("spawn", childArguments(p), 88, child, pid);
        p.call("signal ourselves", Syscall.KILL, Register.LAUNCHER_PID, number(15));
        p.monitor("wait", pid, number(-1), status);
        p.end(status);
        p.place(child);
        p.call("unblock", Syscall.RT_SIGPROCMASK, number(1), all, NULL, number(8));
        Operand.Address time = p.data().struct("20 s", new Struct().u64(20).u64(0));
        p.call("sleep", Syscall.NANOSLEEP, time, NULL);
        p.leave(number(0));
        assertEquals(15, run(p).value());
    }

    @Test
    void sealedPlanRunsFromACopyThatCannotBeWritten() throws Exception {
        PlanBuilder p = new PlanBuilder("sealed");
        p.sealed();
        Register n = p.register("n");
        Operand.Address target = p.data().room("target", 64);
        p.call("who am I", n, Syscall.READLINKAT, Operand.AT_FDCWD, p.data().string("/proc/self/exe"), target,
                number(64));
        p.tell(1, n, target, n);
        Register dumpable = p.register("dumpable");
        p.call("PR_GET_DUMPABLE", dumpable, Syscall.PRCTL, number(3));
        p.call("open for writing", n, new OnError.Ignore(Errno.EPERM, Errno.ETXTBSY), Syscall.OPENAT,
                Operand.AT_FDCWD, p.data().string("/proc/self/exe"), number(1));
        p.tell(2, n);
        p.end(dumpable);
        Ended ended = run(p);
        assertEquals(0, ended.value());
        assertTrue(new String(ended.data().getFirst(), StandardCharsets.UTF_8).startsWith("/memfd:"));
        assertTrue(ended.told().getLast() < 0);
    }

    @Test
    void launcherLeavesLowDescriptorsFree() throws Exception {
        PlanBuilder p = new PlanBuilder("descriptors");
        Register fd = p.register("fd");
        p.call("open", fd, Syscall.OPENAT, Operand.AT_FDCWD, p.data().string("/"), number(0));
        p.tell(1, Register.SOCKET);
        p.end(fd);
        Ended ended = run(p);
        assertEquals(3, ended.value());
        assertTrue(ended.told().getFirst() >= 512);
    }

    @Test
    void unknownInstructionIsRefused() throws Exception {
        PlanBuilder p = new PlanBuilder("write");
        p.end();
        byte[] code = new io.microcontainer.api.plan.PlanEncoder(io.microcontainer.api.linux.Architecture.X86_64)
                .encode(p.build());
        // The layout that plan.c reads: a head of 40 bytes and steps of 80.
        assertEquals(120, code.length);
        assertEquals(1, ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt());
        assertFalse(code[40] == 0, "the step is END");
    }
}
