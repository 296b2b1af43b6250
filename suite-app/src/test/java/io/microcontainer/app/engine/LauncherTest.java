package io.microcontainer.app.engine;

import static io.microcontainer.api.plan.Operand.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.SessionLost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launcher and engine together: what a command sees of its caller, and what happens when either goes away. */
class LauncherTest {

    @TempDir
    Path directory;

    private LauncherHarness launcher;

    @BeforeEach
    void begin() throws Exception {
        launcher = new LauncherHarness(directory);
    }

    @AfterEach
    void end() throws Exception {
        launcher.close();
    }

    @Test
    void commandSeesItsCaller() throws Exception {
        LauncherHarness.Run run = launcher.run(s -> {
            s.out().println(s.invocation().arguments());
            s.out().println(s.invocation().environment().get("MICROCONTAINER_TEST"));
            s.out().println(s.invocation().workingDirectory());
            s.out().println(s.invocation().terminals());
            s.err().println("an error");
            return 42;
        }, "one", "", "dré i");
        assertEquals("[one, , dré i]\nyes\n" + Path.of("").toAbsolutePath() + "\n[]\n", run.out());
        assertEquals("an error\n", run.err());
        assertEquals(42, run.status());
    }

    @Test
    void inputIsReadToItsEnd() throws Exception {
        byte[] much = "0123456789abcdef".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        launcher.command(s -> {
            try {
                return java.util.Arrays.equals(much, s.in().readAllBytes()) && s.in().read() < 0 ? 3 : 4;
            } catch (java.io.IOException e) {
                return 5;
            }
        });
        Process process = launcher.start();
        process.getOutputStream().write(much);
        assertEquals(3, LauncherHarness.await(process).status());
    }

    @Test
    void muchOutputArrivesWhole() throws Exception {
        String line = "x".repeat(99) + "\n";
        LauncherHarness.Run run = launcher.run(s -> {
            for (int i = 0; i < 20_000; i++) {
                s.out().print(line);
            }
            return 0;
        });
        assertEquals(2_000_000, run.out().length());
    }

    @Test
    void twoHundredAtOnce() throws Exception {
        AtomicInteger served = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(200);
        launcher.command(s -> {
            together.countDown();
            try {
                assertTrue(together.await(30, TimeUnit.SECONDS), "all 200 are served at the same time");
            } catch (InterruptedException e) {
                return 1;
            }
            PlanBuilder p = new PlanBuilder("write");
            String word = s.invocation().arguments().getFirst();
            p.call("write", Syscall.WRITE, number(1), p.data().string(word), number(word.length()));
            p.end(number(5));
            served.addAndGet((int) s.execute(p.build(), Dialogue.SILENT).value());
            return 0;
        });
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            processes.add(launcher.start("word" + i));
        }
        for (int i = 0; i < 200; i++) {
            LauncherHarness.Run run = LauncherHarness.await(processes.get(i));
            assertEquals(0, run.status(), run.err());
            assertEquals("word" + i, run.out());
        }
        assertEquals(1000, served.get());
    }

    @Test
    void killedLauncherEndsItsSessionOnly() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        launcher.command(s -> {
            begun.countDown();
            try {
                PlanBuilder p = new PlanBuilder("sleep");
                p.call("sleep", Syscall.PPOLL, io.microcontainer.api.plan.Operand.NULL, number(0),
                        io.microcontainer.api.plan.Operand.NULL, io.microcontainer.api.plan.Operand.NULL);
                p.end();
                s.execute(p.build(), Dialogue.SILENT);
            } catch (SessionLost e) {
                lost.countDown();
                throw e;
            }
            return 0;
        });
        Process process = launcher.start();
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        process.destroyForcibly();
        assertTrue(lost.await(30, TimeUnit.SECONDS), "the engine hears of it");
        assertEquals(0, launcher.run(s -> 0).status());
    }

    @Test
    void engineOffUsesOneOfItsOwn() throws Exception {
        launcher.realOneShot();
        ProcessBuilder builder = new ProcessBuilder(launcher.home().resolve("railcar").toString(), "--version");
        builder.environment().put("MICROCONTAINER_ENGINE", "off");
        LauncherHarness.Run run = LauncherHarness.await(builder.start());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("railcar version "), run.out());
    }

    @Test
    void engineThatDiesBeforeItActsIsReplaced() throws Exception {
        launcher.realOneShot();
        launcher.command(s -> {
            throw new SessionLost("as if killed", null);
        });
        LauncherHarness.Run run = LauncherHarness.await(launcher.start("--version"));
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("railcar version "), run.out());
    }

    @Test
    void engineThatDiesAfterItActedIsCleanedUpAfter() throws Exception {
        launcher.realOneShot();
        LauncherHarness.Run run = launcher.run(s -> {
            PlanBuilder p = new PlanBuilder("act");
            p.recovery(List.of("railcar", "--version"));
            p.end(number(33));
            s.execute(p.build(), Dialogue.SILENT);
            throw new SessionLost("as if killed", null);
        });
        assertTrue(run.out().startsWith("railcar version "), "the recovery ran: " + run);
        assertEquals(33, run.status(), "the status is what the plan found");
    }

    @Test
    void socketOfAnotherUserIsNotUsed() throws Exception {
        // The directory of sockets is another user's: the launcher does not even look into it.
        launcher.realOneShot();
        launcher.command(s -> 66);
        Path runtime = Files.createDirectory(directory.resolve("runtime"));
        Process process = new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env",
                "XDG_RUNTIME_DIR=" + runtime, launcher.home().resolve("railcar").toString(), "--version").start();
        LauncherHarness.Run run = LauncherHarness.await(process);
        assertFalse(run.status() == 66);
    }

    @Test
    void missingRuntimeIsSaidInOneSentence() throws Exception {
        launcher.close();
        LauncherHarness.Run run = LauncherHarness.await(launcher.start("state"));
        assertEquals(125, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("Java runtime"), run.err());
    }
}
