package io.microcontainer.run.compile.seccomp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters as libseccomp makes them, decided on by an interpreter of the kernel's classic BPF. System calls are those of x86_64. */
class SeccompCompilerTest {

    private static final int ALLOW = 0x7fff_0000;
    private static final int NOTIFY = 0x7fc0_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int X86_64 = 0xc000_003e;
    private static final int I386 = 0x4000_0003;
    private static final int READ = 0;
    private static final int GETPID = 39;
    private static final int KILL = 62;
    private static final int MKDIR = 83;
    private static final int ENOSYS = 38;

    @TempDir
    private Path directory;

    @BeforeEach
    void onX8664() {
        Assumptions.assumeTrue(Architecture.current() == Architecture.X86_64, "the numbers are those of x86_64");
    }

    private SeccompFilter compile(String json) {
        Seccomp config = JsonDocument.parse(json.getBytes(StandardCharsets.UTF_8), "config.json").object(Seccomp::read);
        return new SeccompCompiler(directory.resolve("cache")).compile(config);
    }

    /** What the kernel does with a call: {@code struct seccomp_data} through the program. */
    private static int decide(SeccompFilter filter, int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(number).putInt(architecture).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        ByteBuffer program = ByteBuffer.wrap(filter.program()).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = program.getShort(at * 8) & 0xffff;
            int ifTrue = program.get(at * 8 + 2) & 0xff;
            int ifFalse = program.get(at * 8 + 3) & 0xff;
            int k = program.getInt(at * 8 + 4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(k);
                case 0x54 -> accumulator &= k;
                case 0x05 -> at += k;
                case 0x15 -> at += accumulator == k ? ifTrue : ifFalse;
                case 0x25 -> at += Integer.compareUnsigned(accumulator, k) > 0 ? ifTrue : ifFalse;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & k) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return k;
                }
                default -> throw new IllegalStateException("instruction " + Integer.toHexString(code));
            }
        }
    }

    @Test
    void namedCallsAreRefusedAndOthersAllowed() {
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                  {"names": ["mkdir", "no_such_call"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28},
                  {"names": ["kill"], "action": "SCMP_ACT_ERRNO"}]}""");
        assertEquals(ERRNO | 28, decide(filter, X86_64, MKDIR));
        assertEquals(ERRNO | 1, decide(filter, X86_64, KILL));
        assertEquals(ALLOW, decide(filter, X86_64, GETPID));
        assertEquals(ALLOW, decide(filter, X86_64, 9999));
    }

    @Test
    void callsNewerThanAListOfAllowedOnesAreUnknownRatherThanForbidden() {
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
                 "syscalls": [{"names": ["read", "kill"], "action": "SCMP_ACT_ALLOW"}]}""");
        assertEquals(ALLOW, decide(filter, X86_64, READ));
        assertEquals(ALLOW, decide(filter, X86_64, KILL));
        assertEquals(ERRNO | 1, decide(filter, X86_64, GETPID));
        assertEquals(ERRNO | ENOSYS, decide(filter, X86_64, KILL + 1));
        assertEquals(ALLOW, decide(filter, I386, 37));
        assertEquals(ERRNO | ENOSYS, decide(filter, I386, 38));
    }

    @Test
    void aDefaultOfEnosysNeedsNoMore() {
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}""");
        assertEquals(ERRNO | ENOSYS, decide(filter, X86_64, MKDIR));
        assertEquals(ALLOW, decide(filter, X86_64, READ));
    }

    @Test
    void argumentsAreCompared() {
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                  {"names": ["kill"], "action": "SCMP_ACT_KILL_PROCESS", "args": [{"index": 1, "value": 9, "op": "SCMP_CMP_EQ"},
                    {"index": 0, "value": 4294967296, "op": "SCMP_CMP_GE"}]},
                  {"names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 1, "value": 61440, "valueTwo": 4096, "op": "SCMP_CMP_MASKED_EQ"}]}]}""");
        assertEquals(KILL_PROCESS, decide(filter, X86_64, KILL, 1L << 32, 9));
        assertEquals(ALLOW, decide(filter, X86_64, KILL, 5, 9));
        assertEquals(ALLOW, decide(filter, X86_64, KILL, 1L << 32, 8));
        assertEquals(ERRNO | 1, decide(filter, X86_64, MKDIR, 0, 0x1fff));
        assertEquals(ALLOW, decide(filter, X86_64, MKDIR, 0, 0x2fff));
    }

    @Test
    void severalComparisonsOfOneArgumentAreAlternatives() {
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["kill"], "action": "SCMP_ACT_ERRNO",
                  "args": [{"index": 1, "value": 9, "op": "SCMP_CMP_EQ"}, {"index": 1, "value": 15, "op": "SCMP_CMP_EQ"}]}]}""");
        assertEquals(ERRNO | 1, decide(filter, X86_64, KILL, 1, 9));
        assertEquals(ERRNO | 1, decide(filter, X86_64, KILL, 1, 15));
        assertEquals(ALLOW, decide(filter, X86_64, KILL, 1, 10));
    }

    @Test
    void programsAreKeptForTheUserAlone() throws Exception {
        String json = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ERRNO\"}]}";
        byte[] first = compile(json).program();
        Path kept;
        try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
            kept = files.findFirst().orElseThrow();
        }
        assertArrayEquals(first, Files.readAllBytes(kept));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("cache"))));
        // Whatever lies there is used: the second time nothing is compiled.
        byte[] marked = new byte[24];
        Files.write(kept, marked);
        assertArrayEquals(marked, compile(json).program());
        // What cannot be a program is not.
        Files.write(kept, new byte[7]);
        assertArrayEquals(first, compile(json).program());
    }

    @Test
    void callsForAnAgentNeedAListenerAndOnlyThoseCanBeKilledWhileTheyWait() {
        String flags = "\"flags\": [\"SECCOMP_FILTER_FLAG_LOG\", \"SECCOMP_FILTER_FLAG_TSYNC\", \"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\"]";
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", %s, "listenerPath": "/run/agent",
                 "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_NOTIFY"}]}""".formatted(flags));
        assertEquals(NOTIFY, decide(filter, X86_64, MKDIR));
        assertEquals(ALLOW, decide(filter, X86_64, READ));
        assertTrue(filter.listens());
        // LOG 2, NEW_LISTENER 8, WAIT_KILLABLE_RECV 32 (linux/seccomp.h)
        assertEquals(2 | 8 | 32, filter.bits());
        SeccompFilter deaf = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", %s, "listenerPath": "/run/agent"}""".formatted(flags));
        assertFalse(deaf.listens());
        assertEquals(2, deaf.bits());
    }

    @Test
    void eachArchitectureHasItsOwnNumbers() {
        SeccompFilter filter = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86"],
                 "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"}]}""");
        assertEquals(ERRNO | 1, decide(filter, X86_64, MKDIR));
        assertEquals(ERRNO | 1, decide(filter, I386, 39));
        assertEquals(ALLOW, decide(filter, X86_64, GETPID));
        assertEquals(ALLOW, decide(filter, I386, MKDIR));
        SeccompFilter narrow = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"}]}""");
        // Whoever changes the architecture gets past no rule: what the filter does not know ends the thread.
        assertEquals(0, decide(narrow, I386, 39));
    }

    @Test
    void whatCannotBeIsNamed() {
        assertTrue(assertThrows(RunException.class, () -> compile("""
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 70000}""")).getMessage().contains("70000"));
    }
}
