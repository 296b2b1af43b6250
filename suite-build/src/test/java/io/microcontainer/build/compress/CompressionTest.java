package io.microcontainer.build.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.build.rpm.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real compressors make. */
class CompressionTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"GZIP,gzip -c", "BZIP2,bzip2 -c", "XZ,xz -c", "LZMA,xz --format=lzma -c", "ZSTD,zstd -qc"})
    void readsBackAndNeverBreaks(Compression compression, String command) throws IOException {
        byte[] plain = new byte[40_000];
        new Random(1).nextBytes(plain);
        Arrays.fill(plain, 0, 30_000, (byte) 'x');
        Path file = Files.write(directory.resolve("plain"), plain);
        byte[] packed = Peer.run(List.of("sh", "-c", command + " " + file));
        assertArrayEquals(plain, compression.open(new ByteArrayInputStream(packed)).readAllBytes());
        if (compression != Compression.LZMA) {
            assertEquals(compression, Compression.detect(packed));
        }
        assertThrows(IOException.class, () -> compression.open(new ByteArrayInputStream(packed, 0, packed.length - 20)).readAllBytes());
        var random = new Random(2);
        for (int i = 0; i < 150; i++) {
            byte[] damaged = packed.clone();
            damaged[random.nextInt(i % 2 == 0 ? 64 : damaged.length)] = (byte) random.nextInt(256);
            try {
                compression.open(new ByteArrayInputStream(damaged)).readNBytes(1 << 20);
            } catch (IOException _) {
                // Anything else than this exception fails the test.
            }
        }
    }

    @Test
    void namesAreThoseOfRpm() {
        assertEquals(Compression.NONE, Compression.named("none").orElseThrow());
        assertEquals(Compression.ZSTD, Compression.named("zstd").orElseThrow());
        assertEquals(true, Compression.named("zstdio").isEmpty());
    }
}
