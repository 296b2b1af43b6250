package io.microcontainer.run.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.run.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessTableTest {

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private int start(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        int pid = (int) process.pid();
        // until execve(2) the words are those of the parent
        while (!ProcessStat.of(pid).orElseThrow().command().equals(Path.of(command[0]).getFileName().toString())) {
            Thread.onSpinWait();
        }
        return pid;
    }

    @Test
    void columnsAreThoseOfPs() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ps")) || Files.isExecutable(Path.of("/bin/ps")), "skipped: no ps(1)");
        Set<Integer> pids = Set.of(start("sh", "-c", "read x", "a  b "), start("sleep", "2000"));
        assertEquals(HostPs.table(pids, List.of("-ef")), new ProcessTable(ZoneId.systemDefault()).table(pids));
    }

    @Test
    void deadAndUnknownProcessesAreLeftOut() {
        assertEquals(1, new ProcessTable(ZoneId.systemDefault()).table(List.of(999_999_999)).lines().count());
    }

    @Test
    void controlCharactersAreNotPrinted() throws Exception {
        int pid = start("sh", "-c", "read x", "\033[31mred\n");
        String table = new ProcessTable(ZoneId.systemDefault()).table(List.of(pid));
        assertTrue(table.endsWith("sh -c read x ?[31mred?\n"), table);
    }

    @Test
    void jsonIsRuncs() {
        assertEquals("[5,7922]\n", ProcessTable.json(List.of(7922, 5)));
        assertEquals("null\n", ProcessTable.json(List.of()));
    }

    @Test
    void otherListingsAreFilteredByTheirPid() {
        assertEquals("  PID CMD\n   12 b 11\n", ProcessTable.filtered("  PID CMD\n   11 a 12\n   12 b 11\n", List.of(12)));
        RunException e = assertThrows(RunException.class, () -> ProcessTable.filtered("CMD\nx\n", List.of(12)));
        assertTrue(e.getMessage().contains("no column PID"), e.getMessage());
        assertThrows(RunException.class, () -> HostPs.table(List.of(1), List.of("--no-such-option")));
    }

    @ParameterizedTest
    @CsvSource({"0,?", "34816,pts/0", "34853,pts/37", "35072,pts/256", "1025,tty1", "1088,ttyS0", "1281,console", "1280,?"})
    void terminalsHaveNames(int device, String name) {
        assertEquals(name, Terminals.name(device));
    }

    @Test
    void aCommandMayHoldAnything() {
        // fields 3 to 22 after a command of "a) R (b\n"
        ProcessStat stat = ProcessStat.parse("42 (a) R (b\n) S 7 0 0 34816 -1 4194564 0 0 0 0 11 12 0 0 20 0 1 0 9876543210 0 0");
        assertEquals(new ProcessStat(42, "a) R (b\n", 'S', 7, 34816, 4194564, 11, 12, 9876543210L), stat);
        assertTrue(stat.exiting());
    }

    @Test
    void noProcessHasNoStat() {
        assertTrue(ProcessStat.of(0).isEmpty());
        assertTrue(ProcessStat.of(-1).isEmpty());
        assertTrue(ProcessStat.of(999_999_999).isEmpty());
    }
}
