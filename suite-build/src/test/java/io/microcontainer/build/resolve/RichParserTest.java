package io.microcontainer.build.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.rpm.Relation;
import java.util.List;
import org.junit.jupiter.api.Test;

class RichParserTest {

    /** The forms of rpm-dependencies(7) and of packages in the wild, each of which reads back as it was written. */
    @Test
    void readsBack() {
        for (String text : List.of("(a or b)", "(a and b and c)", "(a >= 1:2.0-3 or b < 4)", "(a if b)", "(a if b else c)", "(a unless b else c)", "(a with b)",
                "(a without b)", "((a or b) and (c if (d and e)))", "(libc.so.6()(64bit) or libfoo(x86-64) = 1~rc1)", "(/usr/bin/x if y)",
                "(glibc-gconv-extra(x86-64) = 2.34-60 if redhat-rpm-config)", "(config(a) = 1 with b < 2)")) {
            assertEquals(text, RichParser.parse(text).toString());
        }
        assertEquals(new Dependency.Atom(Relation.any("a")), RichParser.parse("(a)"));
    }

    @Test
    void refusesWhatIsNone() {
        for (String text : List.of("(", "(a", "(a or b", "(a or b) c", "(a or b and c)", "(or b)", "(a xor b)", "()", "(a if b then c)", "(a >= 99999999999:1 or b)")) {
            var e = assertThrows(IllegalArgumentException.class, () -> RichParser.parse(text), text);
            assertTrue(e.getMessage() != null, text);
        }
        assertThrows(IllegalArgumentException.class, () -> RichParser.parse("(".repeat(100_000)));
    }
}
