package io.microcontainer.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is read without picocli means what picocli would have read; what is not plain is left to picocli. */
class PlainWordsTest {

    enum Format {
        text, json
    }

    @Command(name = "tool")
    static final class Tool implements Runnable {

        @Option(names = { "-r", "--root" })
        private String root;

        @Option(names = "--format", defaultValue = "text")
        private Format format;

        @Option(names = "--loose", arity = "0..1", fallbackValue = "true")
        private String loose;

        @Option(names = { "-h", "--help" }, usageHelp = true)
        private boolean help;

        @Override
        public void run() {
        }

        String seen() {
            return root + " " + format + " " + loose + " " + help;
        }
    }

    @Command(name = "go")
    static final class Go implements Runnable {

        @Option(names = { "-f", "--force" })
        private boolean force;

        @Option(names = "--count", defaultValue = "3")
        private int count;

        @Option(names = { "-e", "--env" })
        private List<String> env = List.of();

        @Parameters(index = "0")
        private String id;

        @Parameters(index = "1", defaultValue = "TERM")
        private String signal;

        @Override
        public void run() {
        }

        String seen() {
            return force + " " + count + " " + env + " " + id + " " + signal;
        }
    }

    @Command(name = "enter")
    static final class Enter implements Runnable, TakesProgram {

        @Option(names = { "-i", "--image" })
        private String image;

        @Option(names = "--shared")
        private boolean shared;

        @Parameters(index = "0", arity = "0..1")
        private String target;

        @Parameters(index = "1..*")
        private List<String> command = List.of();

        @Override
        public void run() {
        }

        String seen() {
            return image + " " + shared + " " + target + " " + command;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "-i x a", "--shared a sh", "a -- sh -c true", "--image=x a ls -l --shared --help", "--shared" })
    void aProgramsWordsAreItsOwn(String text) {
        Enter fast = new Enter();
        assertTrue(new PlainWords(new CommandLine(fast).getCommandSpec()).read(List.of(text.split(" "))));
        Enter slow = new Enter();
        new CommandLine(slow).setStopAtPositional(true).parseArgs(text.split(" "));
        assertEquals(slow.seen(), fast.seen());
    }

    @ParameterizedTest
    @ValueSource(strings = { "-- a", "--share a", "-i", "a sh @file", "-x a" })
    void aProgramsWordsMayBePicoclis(String text) {
        assertFalse(new PlainWords(new CommandLine(new Enter()).getCommandSpec()).read(List.of(text.split(" "))));
    }

    private final Tool tool = new Tool();
    private final Go go = new Go();
    private final CommandLine line = new CommandLine(tool).addSubcommand("go", go);
    private final PlainWords plain = new PlainWords(line.getCommandSpec(), line.getSubcommands().get("go").getCommandSpec());

    @ParameterizedTest
    @ValueSource(strings = { "go a", "--root /r go a", "--root=/r --format json go --force a KILL", "-r /r go -f --count 7 a 9",
        "go --count=-1 a", "--root go go go" })
    void readsAsPicocliDoes(String text) {
        List<String> words = List.of(text.split(" "));
        boolean read = plain.read(words);
        String seen = tool.seen() + " " + go.seen();

        Tool otherTool = new Tool();
        Go otherGo = new Go();
        new CommandLine(otherTool).setAllowSubcommandsAsOptionParameters(true).addSubcommand("go",
                new CommandLine(otherGo).setAllowSubcommandsAsOptionParameters(true)).parseArgs(text.split(" "));
        if (text.contains("=-")) {
            assertFalse(read);
        } else {
            assertTrue(read);
            assertEquals(otherTool.seen() + " " + otherGo.seen(), seen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "go", "--help go a", "go --help", "--loose go a", "--loose=x go a", "--format xml go a", "go --count many a",
        "go -e A=1 a", "go --forc a", "go --force=true a", "--root", "--root -x go a", "--root /r --root /s go a", "go a b c", "go @a",
        "halt a", "-rf go a", "go --force --force a", "go --", "-- go a", "go -- a", "go a --force" })
    void leavesTheRestToPicocli(String text) {
        assertFalse(plain.read(text.isEmpty() ? List.of() : List.of(text.split(" "))));
    }

    @Test
    void anEmptyWordIsNotPlain() {
        assertFalse(plain.read(List.of("--root", "", "go", "a")));
        assertFalse(plain.read(List.of("go", "")));
    }

    @Test
    void forgetsWhatWasGivenBefore() {
        assertTrue(plain.read(List.of("--root", "/r", "go", "--force", "--count", "9", "a", "KILL")));
        assertTrue(plain.read(List.of("go", "b")));
        assertEquals("null text null false false 3 [] b TERM", tool.seen() + " " + go.seen());
    }

    @Test
    void worksInTurnWithPicocli() {
        assertTrue(plain.read(List.of("--root", "/r", "go", "a")));
        plain.forget();
        line.execute("--root", "/s", "--loose", "go", "-e", "A=1", "--force", "b", "INT");
        assertTrue(plain.read(List.of("go", "a")));
        assertEquals("null text null false false 3 [] a TERM", tool.seen() + " " + go.seen());
        plain.forget();
        line.execute("go", "c");
        assertEquals("null text null false false 3 [] c TERM", tool.seen() + " " + go.seen());
    }
}
