package io.microcontainer.app.cli.smith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the smith of 2018, each in both spellings, and the tool's own options before and behind a command's name. */
class SmithOptionsTest {

    @TempDir
    private Path directory;
    private String out;
    private String err;

    @BeforeEach
    void makeSpecification() throws Exception {
        Path file = Files.writeString(Files.createDirectories(directory.resolve("there/rootfs/app")).resolve("program"), "#!/app/program\n");
        file.toFile().setExecutable(true, false);
        Files.writeString(directory.resolve("there/smith.yaml"), "entrypoint: [/app/program]\n");
        Files.writeString(directory.resolve("there/other.yaml"), "cmd: [/app/program]\n");
    }

    @Test
    void optionsOfABuild() {
        assertEquals(0, smith("-d", "there"), err);
        assertTrue(out.startsWith("sha256:") && out.endsWith("  " + directory.resolve("there/image.tar.gz") + ", 1 file of 0 packages\n"), out);
        assertEquals(0, smith("--dir", "there", "-f", "-c", "other.yaml", "-i", "a.tar.gz", "-b", "7", "-k"), err);
        assertEquals(0, smith("--dir=there", "--fast", "--conf=other.yaml", "--image=b.tar.gz", "--buildnumber=7", "--insecure"), err);
        assertTrue(Files.exists(directory.resolve("there/a.tar.gz")) && Files.exists(directory.resolve("there/b.tar.gz")));
        assertEquals(0, smith("diff", "there/a.tar.gz", "there/b.tar.gz"), out);
        assertEquals(1, smith("diff", "there/a.tar.gz", "there/image.tar.gz"), err);
        assertEquals(0, smith("-d", "there", "-v"));
        assertTrue(err.contains("smith: choosing files"), err);
        for (String version : List.of("-V", "--version")) {
            assertEquals(0, smith(version));
            assertTrue(out.startsWith("smith version "), out);
        }
        for (String help : List.of("-h", "--help", "help")) {
            assertEquals(0, smith(help));
            assertTrue(out.contains("upload"), out);
        }
    }

    /** Nobody listens there: 1 is a failure, 2 would be words that make no sense. */
    @Test
    void optionsOfUploadAndDownload() {
        assertEquals(0, smith("-d", "there"), err);
        String remote = "http://user:secret@127.0.0.1:9/team/app:tag";
        for (List<String> words : List.of(List.of("-k", "upload", "--image", "there/image.tar.gz", "--remote", remote, "-d"),
                List.of("-v", "upload", "-v", "--docker", "-k", "-i", "there/image.tar.gz", "-r", remote),
                List.of("--insecure", "download", "--image", "x", "--remote", remote, "--verbose"), List.of("download", "-i", "x", "-r", remote))) {
            assertEquals(1, smith(words.toArray(String[]::new)), words + err);
            assertTrue(err.contains("127.0.0.1:9") && !err.contains("secret"), err);
        }
        assertEquals(2, smith("upload"));
        assertTrue(err.contains("--remote"), err);
    }

    @Test
    void optionsBehindACommandMeanTheSame() throws Exception {
        Files.writeString(directory.resolve("there/smith.yaml"), "entrypoint: [/app/program]\nrepos: []\n");
        assertEquals(2, smith("lock", "--image", "x"), "what lock has no use for");
        for (List<String> words : List.of(List.of("-d", "nowhere", "lock"), List.of("lock", "-d", "nowhere"), List.of("lock", "--dir=nowhere", "-v"),
                List.of("update", "--dir", "nowhere", "--offline"), List.of("vendor", "-k", "-d", "nowhere"))) {
            assertEquals(1, smith(words.toArray(String[]::new)), words + err);
            assertTrue(err.contains("there is no " + directory.resolve("nowhere/smith.yaml")), err);
        }
    }

    private int smith(String... words) {
        var standardOut = new ByteArrayOutputStream();
        var standardErr = new ByteArrayOutputStream();
        var invocation = new Invocation(List.of(words), Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString()), directory, Set.of(), 1, 0, 0);
        var session = new Recorded(invocation, new PrintStream(standardOut, true, StandardCharsets.UTF_8), new PrintStream(standardErr, true, StandardCharsets.UTF_8));
        int status = SmithCli.commandLine().run(session, List.of(words));
        out = standardOut.toString(StandardCharsets.UTF_8);
        err = standardErr.toString(StandardCharsets.UTF_8);
        return status;
    }

    private record Recorded(Invocation invocation, PrintStream out, PrintStream err) implements Session {

        @Override
        public InputStream in() {
            return InputStream.nullInputStream();
        }

        @Override
        public PlanResult execute(Plan plan, Dialogue dialogue) {
            throw new AssertionError("smith runs no plan");
        }
    }
}
