package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.debug.DebugException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetFinderTest {

    private static final Target WEB = new Target("railcar", "web", 101, 1, "running");
    private static final Target WEB2 = new Target("railcar", "web-2", 102, 2, "running");
    private static final Target SHOP = new Target("railcar", "shop", 103, 3, "paused");

    private final TargetFinder finder = new TargetFinder(List.of(() -> List.of(WEB, WEB2), () -> List.of(SHOP)));

    @Test
    void wholeIdBeforeBeginning() {
        assertEquals(WEB, finder.find("web"));
        assertEquals(WEB2, finder.find("web-"));
        assertEquals(SHOP, finder.find("s"));
    }

    /** Bug 31: both are listed, nothing is done. */
    @Test
    void ambiguousBeginning() {
        DebugException e = assertThrows(DebugException.class, () -> finder.find("we"));
        assertTrue(e.getMessage().contains("web ") && e.getMessage().contains("web-2") && !e.getMessage().contains("shop"), e.getMessage());
    }

    @Test
    void processById() {
        int self = (int) ProcessHandle.current().pid();
        Target target = finder.find(Integer.toString(self));
        assertEquals(self, target.pid());
        assertEquals("process " + self, target.name());
    }

    @Test
    void containerNamedLikeAProcess() {
        String self = Long.toString(ProcessHandle.current().pid());
        Target container = new Target("railcar", self, 5, 5, "running");
        assertEquals(container, new TargetFinder(List.of(() -> List.of(container))).find(self));
    }

    @Test
    void nothing() {
        for (String word : List.of("", "x", "99999999999999999999", "0", "-1")) {
            assertThrows(DebugException.class, () -> finder.find(word), word);
        }
    }

    @Test
    void table() {
        assertEquals("""
                ID      ENGINE    PID   STATUS
                web-2   railcar   102   running
                shop    railcar   103   paused
                """, Target.table(List.of(WEB2, SHOP)));
    }
}
