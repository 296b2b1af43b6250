package io.microcontainer.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an engine begins, whom it serves, and when it leaves. */
class EngineLifeTest {

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
    void replacedInstallationEndsTheEngine() throws Exception {
        Files.writeString(directory.resolve("engine.argv"), "another build\n/bin/false\n");
        assertTrue(launcher.awaitEnd(), "the engine leaves");
        assertFalse(Files.exists(launcher.socket()), "and takes its socket along");
    }

    @Test
    void removedSocketEndsTheEngine() throws Exception {
        Files.delete(launcher.socket());
        assertTrue(launcher.awaitEnd(), "nobody could reach it any more");
    }

    @Test
    void listenerOfAnotherUserIsNotAsked() throws Exception {
        // SO_PEERCRED of a listening socket is whoever called listen(2): here nobody, after a bind as root.
        launcher.close();
        Process listener = new ProcessBuilder("perl", "-MSocket", "-e", """
                socket(S, AF_UNIX, SOCK_STREAM, 0) or die; bind(S, pack_sockaddr_un($ARGV[0])) or die;
                $( = $) = 65534; $< = $> = 65534; listen(S, 5) or die; $| = 1; print "ready\\n"; accept(C, S);
                print "asked\\n" if sysread(C, $x, 4096); sleep 60;""", launcher.socket().toString()).start();
        try {
            assertEquals('r', listener.getInputStream().read());
            launcher.realOneShot();
            LauncherHarness.Run run = LauncherHarness.await(launcher.start("--version"));
            assertEquals(0, run.status(), run.err());
            assertEquals("eady\n", new String(listener.getInputStream().readNBytes(5)));
            assertEquals(0, listener.getInputStream().available(), "the words of the command went nowhere else");
        } finally {
            listener.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void callerOfAnotherUserIsNotServed() throws Exception {
        launcher.command((Session s) -> 66);
        Files.setPosixFilePermissions(launcher.socket().getParent(),
                java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(launcher.socket(),
                java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        try {
            Process caller = new ProcessBuilder("perl", "-MSocket", "-e", """
                    $( = $) = 65534; $< = $> = 65534;
                    socket(S, AF_UNIX, SOCK_STREAM, 0) or die; connect(S, pack_sockaddr_un($ARGV[0])) or die "no: $!";
                    print defined(sysread(S, $x, 4096)) ? length($x) : "error";""", launcher.socket().toString()).start();
            LauncherHarness.Run run = LauncherHarness.await(caller);
            assertEquals("0", run.out(), "the connection is closed without a greeting: " + run);
        } finally {
            Files.setPosixFilePermissions(launcher.socket().getParent(),
                    java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @CsvSource({ "30, PT30S", "0.5, PT0.5S", "PT5M, PT5M", "'', PT10M", "soon, PT10M" })
    void idleTimeIsSecondsOrADuration(String setting, Duration expected) throws IOException {
        assertEquals(expected, EngineProcess.idle(setting));
    }
}
