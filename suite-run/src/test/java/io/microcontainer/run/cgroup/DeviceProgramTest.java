package io.microcontainer.run.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.DeviceRuleType;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules come to, and that the program of v2 decides by them. */
class DeviceProgramTest {

    private static final DeviceRule NOTHING = rule(false, null, null, null, "rwm");
    private static final DeviceRule EVERYTHING = rule(true, DeviceRuleType.ALL, null, null, "rwm");

    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int MKNOD = 1;

    private static DeviceRule rule(boolean allow, DeviceRuleType type, Long major, Long minor, String access) {
        return new DeviceRule(allow, type, major, minor, access, Map.of());
    }

    private static DeviceRule block(boolean allow, long major, long minor, String access) {
        return rule(allow, DeviceRuleType.BLOCK, major, minor, access);
    }

    /** Runs a program as the kernel's interpreter would; only the instructions that the generator uses exist. */
    private static long decide(DeviceProgram program, char type, long major, long minor, int access) {
        ByteBuffer code = ByteBuffer.wrap(program.instructions()).order(ByteOrder.nativeOrder());
        assertEquals(0, code.capacity() % 8);
        long[] r = new long[11];
        int[] context = {access << 16 | (type == 'b' ? 1 : 2), (int) major, (int) minor};
        boolean contextLives = true;
        for (int at = 0;; at++) {
            int opcode = code.get(8 * at) & 0xff;
            int to = code.get(8 * at + 1) & 0xf;
            int from = code.get(8 * at + 1) >> 4 & 0xf;
            int jump = code.getShort(8 * at + 2);
            int immediate = code.getInt(8 * at + 4);
            assertTrue(jump >= 0, "programs without loops load on every kernel");
            switch (opcode) {
                case 0x61 -> {
                    assertTrue(contextLives && from == 1);
                    r[to] = context[jump / 4] & 0xffff_ffffL;
                }
                case 0x54 -> r[to] = r[to] & immediate & 0xffff_ffffL;
                case 0x74 -> r[to] = (r[to] & 0xffff_ffffL) >>> immediate;
                case 0xbc -> {
                    r[to] = r[from] & 0xffff_ffffL;
                    contextLives &= to != 1;
                }
                case 0x56 -> at += (int) r[to] != immediate ? jump : 0;
                case 0x16 -> at += (int) r[to] == immediate ? jump : 0;
                case 0x5e -> at += (int) r[to] != (int) r[from] ? jump : 0;
                case 0xb7 -> r[to] = immediate;
                case 0x95 -> {
                    return r[0];
                }
                default -> throw new AssertionError("instruction " + Integer.toHexString(opcode));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"c,1,3,7,1", "c,1,3,2,1", "c,1,4,2,0", "c,1,4,1,1", "b,8,0,1,1", "b,8,0,2,0", "b,8,0,3,0", "c,136,17,6,1",
            "c,5,2,6,1", "c,10,200,6,1", "c,10,229,2,0", "c,5,1,6,0"})
    void everyContainerHasTheDefaultDevicesOnly(char type, long major, long minor, int access, long allowed) {
        assertEquals(allowed, decide(DeviceProgram.of(List.of()), type, major, minor, access));
        assertEquals(allowed, decide(DeviceProgram.of(List.of(NOTHING)), type, major, minor, access));
    }

    @Test
    void anAllowedDeviceGrantsWhatItNamesAndNoMore() {
        DeviceProgram program = DeviceProgram.of(List.of(NOTHING, block(true, 7, DeviceLine.ANY, "rw")));
        assertEquals(1, decide(program, 'b', 7, 5, READ));
        assertEquals(1, decide(program, 'b', 7, 5, READ | WRITE));
        assertEquals(0, decide(program, 'b', 7, 5, READ | MKNOD), "an access is granted as a whole by one rule");
        assertEquals(0, decide(program, 'c', 7, 5, READ));
    }

    @Test
    void aDeniedDeviceOfAnOpenListDeniesAnyOfWhatItNames() {
        DeviceProgram program = DeviceProgram.of(List.of(EVERYTHING, block(false, 8, 0, "w")));
        assertEquals(1, decide(program, 'b', 8, 0, READ));
        assertEquals(0, decide(program, 'b', 8, 0, READ | WRITE));
        assertEquals(1, decide(program, 'b', 8, 1, READ | WRITE));
        assertEquals(1, decide(program, 'c', 8, 0, READ | WRITE));
    }

    @Test
    void laterRulesWin() {
        DeviceProgram program = DeviceProgram.of(List.of(block(true, 8, 0, "rwm"), block(false, 8, 0, "w")));
        assertEquals(1, decide(program, 'b', 8, 0, READ));
        assertEquals(0, decide(program, 'b', 8, 0, WRITE));
        assertEquals(0, decide(DeviceProgram.of(List.of(block(true, 8, 0, "rwm"), NOTHING)), 'b', 8, 0, READ));
        assertEquals(1, decide(DeviceProgram.of(List.of(NOTHING, EVERYTHING)), 'b', 8, 0, READ));
    }

    @Test
    void numbersAbove31BitsAreCompared() {
        DeviceProgram program = DeviceProgram.of(List.of(block(true, 0xffff_fffeL, 3, "r")));
        assertEquals(1, decide(program, 'b', 0xffff_fffeL, 3, READ));
        assertEquals(0, decide(program, 'b', 0xffff_ffffL, 3, READ));
    }

    @Test
    void aHoleInAWiderRuleIsRefused() {
        RunException e = assertThrows(RunException.class,
                () -> DeviceProgram.of(List.of(block(true, 8, DeviceLine.ANY, "rwm"), block(false, 8, 0, "w"))));
        assertEquals("linux.resources.devices[1]: cannot deny b 8:0 w out of the wider rule b 8:* rwm before it; "
                + "name the devices one by one", e.getMessage());
    }

    @Test
    void rulesThatMakeNoSenseAreNamed() {
        assertEquals("linux.resources.devices[0].access: 'x' is none of r, w and m", assertThrows(RunException.class,
                () -> DeviceProgram.of(List.of(block(true, 1, 1, "rx")))).getMessage());
        assertTrue(assertThrows(RunException.class, () -> DeviceProgram.of(List.of(block(true, 1, 1, "")))).getMessage()
                .startsWith("linux.resources.devices[0].access is empty"));
        assertTrue(assertThrows(RunException.class, () -> DeviceProgram.of(List.of(block(true, 1L << 32, 1, "r")))).getMessage()
                .startsWith("linux.resources.devices[0].major 4294967296"));
    }

    /** Between two lists that deny by default, nothing that both allow is taken away for a moment. */
    @Test
    void changesOnV1AreTheLeast() {
        DeviceAccess now = DeviceAccess.of(List.of(block(true, 7, 1, "rwm"), block(true, 8, 1, "r")));
        DeviceAccess wanted = DeviceAccess.of(List.of(block(true, 7, 1, "rw"), block(true, 9, 1, "m")));
        assertEquals(List.of("false b 7:1 m", "false b 8:1 r", "true b 9:1 m"),
                now.changeTo(wanted).stream().map(line -> line.allow() + " " + line).toList());
        assertEquals(List.of(), now.changeTo(now));
    }

    @Test
    void anOpenListOfV1BeginsAnew() {
        DeviceAccess open = DeviceAccess.current("a *:* rwm\n");
        List<DeviceLine> lines = open.changeTo(DeviceAccess.of(List.of()));
        assertEquals("a *:* rwm", lines.getFirst().toString());
        assertEquals(false, lines.getFirst().allow());
        assertEquals(12, lines.size());
        assertTrue(lines.subList(1, 12).stream().allMatch(DeviceLine::allow));
    }
}
