package io.microcontainer.run.criu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes are those of protobuf.dev, "Encoding", and of CRIU's rpc.proto. */
class CriuMessagesTest {

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static CriuOptions options(boolean preDump) {
        return new CriuOptions(Path.of("/i"), Optional.empty(), Optional.empty(), false, preDump, false, false, false, false, false, false,
                Optional.empty(), Optional.of(CriuOptions.CgroupMode.strict), Optional.empty(), Optional.empty());
    }

    @Test
    void theExamplesOfTheEncoding() {
        assertArrayEquals(hex("08 96 01"), new ProtoWriter().number(1, 150).toBytes());
        assertArrayEquals(hex("12 07 74 65 73 74 69 6e 67"), new ProtoWriter().text(2, "testing").toBytes());
        assertArrayEquals(hex("1a 03 08 96 01"), new ProtoWriter().message(3, new ProtoWriter().number(1, 150)).toBytes());
        assertArrayEquals(hex("08 fe ff ff ff ff ff ff ff ff 01"), new ProtoWriter().number(1, -2).toBytes());
        assertEquals(150, ProtoReader.of(hex("08 96 01")).number(1));
        assertEquals("testing", new String(ProtoReader.of(hex("12 07 74 65 73 74 69 6e 67")).bytes(2), StandardCharsets.UTF_8));
        assertEquals(-2, ProtoReader.of(hex("08 fe ff ff ff ff ff ff ff ff 01")).number(1));
    }

    @Test
    void brokenMessagesAreNone() {
        for (String broken : List.of("08", "08 80", "12 05 61", "0b", "12 ff ff ff ff ff ff ff ff ff 01")) {
            assertThrows(IllegalArgumentException.class, () -> ProtoReader.of(hex(broken)), broken);
        }
    }

    /** criu_resp: type 1, success 2, restore 4 {pid 1}, notify 5 {script 1, pid 2}, cr_errno 7. */
    @Test
    void responses() {
        CriuResponse notified = CriuResponse.read(hex("08 06 10 01 2a 0f 0a 0b 70 6f 73 74 2d 72 65 73 74 6f 72 10 2a"));
        assertEquals("post-restor", notified.script());
        assertEquals(42, notified.pid());
        assertTrue(notified.success() && notified.type() == CriuResponse.NOTIFY);
        assertEquals(new CriuResponse(2, true, "", 4711, 0, false), CriuResponse.read(hex("08 02 10 01 22 03 08 e7 24")));
        assertEquals(new CriuResponse(1, false, "", 0, 3, false), CriuResponse.read(hex("08 01 10 00 38 03")));
    }

    /** criu_req: type 1, opts 2, notify_success 3; criu_opts: pid 2, root 13, manage_cgroups_mode 34. */
    @Test
    void requests() {
        ProtoReader dump = ProtoReader.of(CriuRequest.dump(options(false), 7, -1, 4711, "/r").freeze("/f").toBytes());
        assertEquals(1, dump.number(1));
        ProtoReader opts = ProtoReader.of(dump.bytes(2));
        assertEquals(List.of(7L, 4711L, 5L, 1L), List.of(opts.number(1), opts.number(2), opts.number(34), opts.number(50)));
        assertEquals("/r", new String(opts.bytes(13), StandardCharsets.UTF_8));
        assertEquals("/f", new String(opts.bytes(44), StandardCharsets.UTF_8));
        assertEquals(4, ProtoReader.of(CriuRequest.dump(options(true), 7, -1, 1, "/r").toBytes()).number(1));
        ProtoReader restore = ProtoReader.of(ProtoReader.of(CriuRequest.restore(options(false), 7, 8, "/r").toBytes()).bytes(2));
        assertEquals(List.of(8L, 1L), List.of(restore.number(17), restore.number(26)));
        assertArrayEquals(hex("08 06 18 01"), CriuRequest.answer(true));
        assertArrayEquals(hex("08 06 18 00"), CriuRequest.answer(false));
        assertEquals("extRootNetNS", CriuRequest.namespaceKey("net"));
    }

    @Test
    void theCauseInALog() {
        assertEquals(List.of("Error (criu/vdso.c:1): no"), CriuRequest.errors(List.of("(00.1) Warn  (x.c:1): y",
                "(00.2) Error (criu/util.c:1534): rlimit: Can't setup RLIMIT_NOFILE for self", "(00.3) Error (criu/vdso.c:1): no ")));
        assertThrows(IllegalArgumentException.class, () -> CriuOptions.PageServer.parse("host"));
        assertEquals(new CriuOptions.PageServer("::1", 27277), CriuOptions.PageServer.parse("::1:27277"));
    }
}
