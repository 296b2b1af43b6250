package io.microcontainer.build.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages that are truncated, changed or lie: always a sentence with the package's name, never a crash or a wrong file. */
class DamagedRpmTest {

    private static final int LEAD = 96;

    @TempDir
    static Path directory;
    private static byte[] good;

    @BeforeAll
    static void build() throws IOException {
        good = Files.readAllBytes(RpmSamples.build(directory, "zstd", "w3.zstdio"));
    }

    @Test
    void truncationIsSeenEverywhere() throws IOException {
        for (int length = 0; length < good.length; length += length < 8000 ? 13 : 997) {
            String message = refuse(Arrays.copyOf(good, length));
            assertTrue(message.contains("truncated") || message.contains("ends within") || message.contains("less than the lead"), message);
        }
        assertTrue(refuse(Arrays.copyOf(good, good.length + 1)).contains("appended"));
    }

    @Test
    void everyChangedByteIsSeen() throws IOException {
        int signed = headerOffset();
        var random = new Random(7);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = good.clone();
            int at = signed + random.nextInt(bytes.length - signed);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            refuse(bytes);
        }
    }

    /** The signature header is covered by no digest: a change there may pass, but only with the right content. */
    @Test
    void changedSignatureHeaderNeverBreaks() throws IOException {
        var random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = good.clone();
            bytes[LEAD + random.nextInt(headerOffset() - LEAD)] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.write(directory.resolve("signature.rpm"), bytes);
            try {
                unpack(file);
            } catch (BuildException e) {
                assertTrue(e.getMessage().contains("signature.rpm"), e.getMessage());
            }
        }
    }

    /** With the digests made right again the header's own checks must hold. */
    @Test
    void lyingHeaderNeverBreaks() throws IOException {
        var random = new Random(13);
        int start = headerOffset();
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = good.clone();
            int index = ByteBuffer.wrap(bytes).getInt(start + 8) * 16;
            int at = start + 8 + random.nextInt(8 + index);
            bytes[at] = (byte) random.nextInt(256);
            sign(bytes);
            Path file = Files.write(directory.resolve("lying.rpm"), bytes);
            try {
                unpack(file);
            } catch (BuildException e) {
                assertTrue(e.getMessage().contains("lying.rpm"), e.getMessage());
            }
        }
    }

    @Test
    void hugeClaimsAreRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] bytes = good.clone();
        ByteBuffer.wrap(bytes).putInt(headerOffset() + 12, 200 << 20);
        assertTrue(refuse(bytes).contains("truncated or lies"));
        ByteBuffer.wrap(bytes).putInt(headerOffset() + 12, -5);
        assertTrue(refuse(bytes).contains("bytes of data"));
        ByteBuffer.wrap(bytes).putInt(headerOffset() + 8, 1 << 30);
        assertTrue(refuse(bytes).contains("entries"));
    }

    @Test
    void bombIsStoppedByTheHeadersOwnSizes() throws IOException {
        Path file = Files.write(directory.resolve("bomb.rpm"), good);
        var reader = new RpmReader(1000);
        String message = assertThrows(BuildException.class, () -> reader.readPayload(reader.read(file), (_, _) -> { })).getMessage();
        assertTrue(message.contains("bomb.rpm") && message.contains("1000 bytes"), message);
    }

    @Test
    void sourcePackageIsRefused() throws IOException {
        Path own = Files.createDirectory(directory.resolve("source"));
        Path spec = Files.writeString(own.resolve("s.spec"), "Name: s\nVersion: 1\nRelease: 1\nSummary: s\nLicense: s\n%description\n%files\n");
        Peer.text("rpmbuild", "--quiet", "-bs", "--define", "_topdir " + own, spec.toString());
        Path source = own.resolve("SRPMS/s-1-1.src.rpm");
        String message = assertThrows(BuildException.class, () -> new RpmReader().read(source)).getMessage();
        assertEquals("package " + source + " cannot be used: it is a source package; give the binary packages built from it", message);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        assertTrue(refuse("not a package at all, but long enough to be one: ".repeat(40).getBytes(StandardCharsets.US_ASCII)).contains("no RPM package"));
        var message = assertThrows(BuildException.class, () -> new RpmReader().read(directory.resolve("missing.rpm"))).getMessage();
        assertTrue(message.contains("missing.rpm"), message);
    }

    private static String refuse(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("damaged.rpm"), bytes);
        String message = assertThrows(BuildException.class, () -> unpack(file)).getMessage();
        assertTrue(message.contains("damaged.rpm"), message);
        return message;
    }

    private static void unpack(Path file) {
        var reader = new RpmReader();
        reader.readPayload(reader.read(file), (_, content) -> content.transferTo(new ByteArrayOutputStream()));
    }

    private static int headerOffset() {
        var buffer = ByteBuffer.wrap(good);
        int length = 16 + buffer.getInt(LEAD + 8) * 16 + buffer.getInt(LEAD + 12);
        return LEAD + length + (-length & 7);
    }

    /** Writes the digests of the changed header into the signature header, as a liar would. */
    private static void sign(byte[] bytes) {
        int start = headerOffset();
        var buffer = ByteBuffer.wrap(bytes);
        int count = buffer.getInt(LEAD + 8);
        long end = start + 16L + buffer.getInt(start + 8) * 16L + buffer.getInt(start + 12);
        if (end < start || end > bytes.length) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int entry = LEAD + 16 + i * 16;
            int at = LEAD + 16 + count * 16 + buffer.getInt(entry + 8);
            switch (buffer.getInt(entry)) {
                case RpmTag.SIG_SHA1HEADER -> put(bytes, at, HexFormat.of().formatHex(digest(DigestAlgorithm.SHA1, bytes, start, (int) end)));
                case RpmTag.SIG_SHA256HEADER -> put(bytes, at, HexFormat.of().formatHex(digest(DigestAlgorithm.SHA256, bytes, start, (int) end)));
                case RpmTag.SIG_MD5 -> System.arraycopy(digest(DigestAlgorithm.MD5, bytes, start, bytes.length), 0, bytes, at, 16);
                default -> { }
            }
        }
    }

    private static void put(byte[] bytes, int at, String hex) {
        System.arraycopy(hex.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, hex.length());
    }

    private static byte[] digest(DigestAlgorithm algorithm, byte[] bytes, int from, int to) {
        MessageDigest digest = algorithm.start();
        digest.update(bytes, from, to - from);
        return digest.digest();
    }
}
