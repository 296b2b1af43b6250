package io.microcontainer.run.resctrl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.oci.runtime.IntelRdt;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of config-linux.md, "IntelRdt", on a directory in the place of resctrl, which few machines have. */
class ResctrlGroupTest {

    @TempDir
    private Path root;

    @BeforeEach
    void makeGroup() throws IOException {
        Files.createDirectories(root.resolve("gold/mon_groups"));
        Files.writeString(root.resolve("gold/schemata"), "    L3:0=07f0;1=1f\n    MB:0=20;1=70\n");
    }

    private ResctrlGroup group(String closId, String l3, String bandwidth, List<String> schemata, boolean monitoring) {
        return new ResctrlGroup(new IntelRdt(closId, schemata, l3, bandwidth, monitoring, Map.of()), "c1", root);
    }

    @Test
    void withoutAClassTheContainerHasItsOwnAndLeavesNothing() throws IOException {
        ResctrlGroup group = group(null, "L3:0=f", "MB:0=20", List.of("L2:0=3"), false);
        group.make();
        assertEquals(List.of("L3:0=f", "MB:0=20", "L2:0=3"), Files.readAllLines(root.resolve("c1/schemata")));
        group.add(4711);
        assertEquals("4711\n", Files.readString(root.resolve("c1/tasks")));
        // The kernel's directory is empty to rmdir(2).
        Files.delete(root.resolve("c1/schemata"));
        Files.delete(root.resolve("c1/tasks"));
        group.remove();
        assertFalse(Files.exists(root.resolve("c1")));
        group.remove();
    }

    @Test
    void sharesChangeWhileTheContainerLives() throws IOException {
        ResctrlGroup group = group(null, "L3:0=f", null, List.of(), false);
        assertThrows(RunException.class, () -> group.change(List.of("MB:0=30")));
        group.make();
        group.change(List.of("L3:0=3", "MB:0=30"));
        // A schemata file takes a write as a change of what it names.
        assertEquals(List.of("L3:0=f", "L3:0=3", "MB:0=30"), Files.readAllLines(root.resolve("c1/schemata")));
    }

    @Test
    void aClassThatExistsMustBeTheOneThatIsMeant() throws IOException {
        String before = Files.readString(root.resolve("gold/schemata"));
        ResctrlGroup same = group("gold", "L3:1=01F;0=7f0", null, List.of(), false);
        same.make();
        same.remove();
        assertEquals(before, Files.readString(root.resolve("gold/schemata")));
        String other = assertThrows(RunException.class, () -> group("gold", null, "MB:0=30", List.of(), false).make()).getMessage();
        assertTrue(other.startsWith("linux.intelRdt: the class of service gold exists with other schemata: L3:0=07f0;1=1f, MB:0=20;1=70; wanted MB:0=30"), other);
    }

    @Test
    void aClassWithoutSchemataMustExistAndOneWithThemIsMadeAndStays() throws IOException {
        group("gold", null, null, List.of(), false).make();
        group("/", null, null, List.of(), false).make();
        assertTrue(assertThrows(RunException.class, () -> group("none", null, null, List.of(), false).make()).getMessage()
                .startsWith("linux.intelRdt.closID: there is no class of service none below " + root));
        ResctrlGroup made = group("silver", null, null, List.of("MB:0=50"), false);
        made.make();
        made.remove();
        assertEquals("MB:0=50\n", Files.readString(root.resolve("silver/schemata")));
    }

    @Test
    void monitoringHasAGroupThatGoesWithTheContainer() throws IOException {
        ResctrlGroup group = group("gold", null, null, List.of(), true);
        group.make();
        group.add(7);
        Path tasks = root.resolve("gold/mon_groups/c1/tasks");
        assertEquals("7\n", Files.readString(tasks));
        Files.delete(tasks);
        group.remove();
        assertFalse(Files.exists(tasks.getParent()));
        assertTrue(Files.exists(root.resolve("gold")));
    }

    @Test
    void theMountIsFoundWhereverItIs() {
        assertEquals(Optional.of(Path.of("/mnt/rdt")), ResctrlGroup.mountPoint("""
                24 30 0:22 / /sys rw,nosuid - sysfs sysfs rw
                31 24 0:30 / /mnt/rdt rw,relatime shared:9 - resctrl resctrl rw
                """));
        assertEquals(Optional.empty(), ResctrlGroup.mountPoint("24 30 0:22 / /sys/fs/resctrl rw - sysfs sysfs rw\n"));
    }

    @Test
    void aHostWithoutResctrlIsToldOf() throws IOException {
        assertEquals(Optional.empty(), ResctrlGroup.needed(null, "c1"));
        if (!Files.readString(Path.of("/proc/self/mountinfo")).contains(" - resctrl ")) {
            assertTrue(assertThrows(RunException.class, () -> ResctrlGroup.needed(new IntelRdt(null, List.of(), null, null, false, Map.of()), "c1"))
                    .getMessage().startsWith("linux.intelRdt: Intel RDT is not supported by this host or not enabled"));
        }
    }
}
