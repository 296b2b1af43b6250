package io.microcontainer.build.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.imports.PythonSource.Import;
import io.microcontainer.build.imports.PythonSource.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PythonSourceTest {

    @Test
    void importsWhereverTheyStand() {
        List<Import> imports = PythonSource.parse("""
                import os, sys as system; import a.b.c
                from x.y import (z as zz,
                    w)  # import comment
                from .. import up
                from . import *
                text = 'import no1'; more = \"\"\"
                import no2
                \"\"\"
                try:
                    import maybe
                except ImportError: import other
                def f():
                    import \\
                        inner
                async def g():
                    from deep.er import it
                """, Scope.MODULE).imports();
        assertEquals(List.of(new Import(0, "os", List.of(), true), new Import(0, "sys", List.of(), true), new Import(0, "a.b.c", List.of(), true),
                new Import(0, "x.y", List.of("z", "w"), true), new Import(2, "", List.of("up"), true), new Import(1, "", List.of("*"), true),
                new Import(0, "maybe", List.of(), false), new Import(0, "other", List.of(), false), new Import(0, "inner", List.of(), false),
                new Import(0, "deep.er", List.of("it"), false)), imports);
    }

    @Test
    void whatRunsOnlyAsAScriptCountsForScripts() {
        String text = "import a\nif __name__ == '__main__':\n    import b\n    if c:\n        import d\nelif TYPE_CHECKING:\n    import t\nimport e\ndef _test():\n    import f\n";
        assertEquals("[a, e, f]", names(text, Scope.MODULE));
        assertEquals("[a, e]", names(text, Scope.LIBRARY));
        assertEquals("[a, b, d, t, e, f]", names(text, Scope.SCRIPT));
    }

    @Test
    void computedNamesAreNoticed() {
        assertTrue(PythonSource.parse("m = __import__('encodings.' + name, x)", Scope.MODULE).computed());
        assertTrue(PythonSource.parse("m = importlib.import_module(name)", Scope.MODULE).computed());
        assertFalse(PythonSource.parse("def import_module(name): pass\nm = import_module('a.b')\n__import__(\"c\", x)", Scope.MODULE).computed());
        assertEquals("[a.b, c]", names("m = import_module('a.b')\n__import__(\"c\", x)", Scope.MODULE));
        assertEquals(List.of("Pygments", "my-tool"), PythonSource.parse("__requires__ = 'Pygments==2.14.0'\nload_entry_point('my-tool', 'x', 'y')", Scope.SCRIPT).projects());
    }

    @Test
    void hostileTextsAreReadInTimeOfTheirLength() {
        for (String part : List.of("from " + ".".repeat(100), "import a,", "eval \"", "(", "'''", "\\\n", ": import ", "#\n", "__import__(")) {
            String text = part.repeat(2_000_000 / part.length());
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> PythonSource.parse(text, Scope.MODULE), part);
        }
    }

    private static String names(String text, Scope scope) {
        return PythonSource.parse(text, scope).imports().stream().map(Import::module).toList().toString();
    }
}
