package io.microcontainer.api.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    /** FIPS 180-2, appendix B.1 and C.1: the message "abc". */
    private static final String ABC_256 = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String ABC_512 = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    @Test
    void computesThePublishedVectors() throws IOException {
        assertEquals(ABC_256, Digest.sha256(ABC).toString());
        assertEquals(ABC_256, Digest.sha256(new ByteArrayInputStream(ABC)).toString());
        Digest.parse(ABC_512).verify(ABC, "abc");
        DigestingOutputStream out = new DigestingOutputStream(new ByteArrayOutputStream(), DigestAlgorithm.SHA512);
        out.write('a');
        out.write(ABC, 1, 2);
        assertEquals(ABC_512, out.digest().toString());
        assertEquals(3, out.size());
        assertThrows(IOException.class, () -> out.write('x'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "sha256", "sha256:", "sha256:abc", "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
        "sha256:../../../etc/passwd", "../x:abc", "a..b:x", "+a:x", "a+:x", "a:b/c", "a:b:c", "a:b c"})
    void refusesWhatIsNoDigest(String text) {
        assertThrows(IllegalArgumentException.class, () -> Digest.parse(text));
    }

    @Test
    void keepsUnknownAlgorithmsButTrustsNone() {
        Digest unknown = Digest.parse("multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8");
        assertEquals("multihash+base58", unknown.algorithm());
        assertTrue(unknown.known().isEmpty());
        assertTrue(assertThrows(DigestMismatch.class, () -> unknown.verify(ABC, "abc")).getMessage().contains("cannot be verified"));
        assertThrows(DigestMismatch.class, () -> new VerifyingInputStream(new ByteArrayInputStream(ABC), "abc", unknown, 3));
    }

    @Test
    void streamsAreVerifiedAtTheirEnd() throws IOException {
        assertArrayEquals(ABC, stream(ABC, 3).readAllBytes());
        assertArrayEquals(ABC, stream(ABC, -1).readAllBytes());
        VerifyingInputStream skipped = stream(ABC, 3);
        assertEquals(3, skipped.skip(10));
        assertEquals(-1, skipped.read());
        assertEquals(-1, skipped.read());
        assertTrue(message(new byte[] {'a', 'b', 'd'}, 3).contains("has the digest sha256:"));
        assertTrue(message(new byte[] {'a', 'b'}, 3).contains("ends after 2 bytes, expected 3"));
        assertTrue(message("abcd".getBytes(StandardCharsets.US_ASCII), 3).contains("longer than the 3 bytes"));
        assertThrows(DigestMismatch.class, () -> stream(new byte[0], -1).drain());
    }

    private static String message(byte[] content, long size) {
        return assertThrows(DigestMismatch.class, () -> stream(content, size).readAllBytes()).getMessage();
    }

    private static VerifyingInputStream stream(byte[] content, long size) {
        return new VerifyingInputStream(new ByteArrayInputStream(content), "blob", Digest.parse(ABC_256), size);
    }
}
