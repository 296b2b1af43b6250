package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.debug.DebugException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetFinderTest {

    private static final Target WEB = new Target("railcar", "web", 101, 1, "running");
    private static final Target WEB2 = new Target("railcar", "web-2", 102, 2, "running");
    private static final Target SHOP = new Target("railcar", "shop", 103, 3, "paused");
    private static final String DIGITS = "0123456789abcdef".repeat(4);

    private static ContainerSource source(Target... targets) {
        return wanted -> ContainerSource.Found.of(Arrays.stream(targets).filter(t -> wanted.test(t.id(), t.names())).toList());
    }

    private final TargetFinder finder = new TargetFinder(List.of(source(WEB, WEB2), source(SHOP)));

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
        assertEquals(container, new TargetFinder(List.of(source(container))).find(self));
    }

    @Test
    void nothing() {
        for (String word : List.of("", "x", "99999999999999999999", "0", "-1")) {
            assertThrows(DebugException.class, () -> finder.find(word), word);
        }
    }

    @Test
    void byName() {
        Target named = new Target("docker", DIGITS, List.of("front", "pod/front"), 104, 4, "running");
        TargetFinder all = new TargetFinder(List.of(source(named), source(WEB)));
        for (String word : List.of("front", "fr", "pod/", DIGITS, DIGITS.substring(0, 3))) {
            assertEquals(named, all.find(word));
        }
        assertEquals("container front (pid 104)", named.name());
    }

    /** What Docker runs by runc is Docker's, and one container. */
    @Test
    void containerThatAnEngineAndItsRuntimeKnow() {
        Target engine = new Target("docker", "abc", List.of("front"), 104, 4, "running");
        assertEquals(engine, new TargetFinder(List.of(source(engine), source(new Target("runc", "abc", 104, 4, "running")))).find("abc"));
    }

    @Test
    void sameNameInTwoEngines() {
        TargetFinder all = new TargetFinder(List.of(source(WEB), source(new Target("podman", "77", List.of("web"), 105, 5, "running"))));
        DebugException e = assertThrows(DebugException.class, () -> all.find("web"));
        assertTrue(e.getMessage().contains("railcar") && e.getMessage().contains("podman"), e.getMessage());
    }

    /** A number can be a process, or the beginning of an id: pid: tells. */
    @Test
    void processOrBeginning() {
        String self = Long.toString(ProcessHandle.current().pid());
        TargetFinder all = new TargetFinder(List.of(source(new Target("docker", self + "abc", 106, 6, "running"))));
        assertThrows(DebugException.class, () -> all.find(self));
        assertEquals("process " + self, all.find("pid:" + self).name());
        assertEquals(106, all.find(self + "a").pid());
    }

    @Test
    void unreadableEngineIsNamed() {
        TargetFinder all = new TargetFinder(List.of(wanted -> ContainerSource.Found.problem("Docker sleeps")));
        assertTrue(assertThrows(DebugException.class, () -> all.find("x")).getMessage().contains("Docker sleeps"));
    }

    @Test
    void table() {
        assertEquals("""
                ID             NAME    ENGINE    PID   STATUS
                web-2          -       railcar   102   running
                0123456789ab   front   docker    107   paused
                """, Target.table(List.of(WEB2, new Target("docker", DIGITS, List.of("front"), 107, 7, "paused"))));
    }
}
