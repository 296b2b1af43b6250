package io.microcontainer.build.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.select.HostTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzipWriterTest {

    @TempDir
    private Path directory;

    @Test
    void everyKindOfInputComesBack() throws IOException {
        var random = new Random(3);
        for (int size : new int[] {0, 1, 2, 3, 4, 5, 257, 258, 259, 32768, 65535, 65536, 100_000, (1 << 20) + 32768 + 1}) {
            for (int alphabet : size > 200_000 ? new int[] {4} : new int[] {1, 2, 17, 256}) {
                byte[] input = new byte[size];
                for (int i = 0; i < size; i++) {
                    input[i] = (byte) random.nextInt(alphabet);
                }
                assertArrayEquals(input, gunzip(gzip(input, 2)), size + " of " + alphabet);
            }
        }
    }

    @Test
    void skewedFrequenciesNeedLimitedCodes() throws IOException {
        // Fibonacci frequencies make the longest Huffman words there are.
        var out = new ByteArrayOutputStream();
        int a = 1;
        int b = 1;
        for (int symbol = 0; symbol < 24; symbol++) {
            for (int i = 0; i < a; i++) {
                out.write(symbol);
            }
            int next = a + b;
            a = b;
            b = next;
        }
        byte[] sorted = out.toByteArray();
        var random = new Random(5);
        for (int i = sorted.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            byte swap = sorted[i];
            sorted[i] = sorted[j];
            sorted[j] = swap;
        }
        assertArrayEquals(sorted, gunzip(gzip(sorted, 1)));
    }

    @Test
    void realDataComesBackAndIsAsSmallAsZlibMakesIt() throws Exception {
        byte[] input = Files.readAllBytes(Path.of("/bin/bash"));
        Path file = directory.resolve("bash.gz");
        byte[] packed = gzip(input, 2);
        Files.write(file, packed);
        HostTree.run("gzip", "-t", file.toString());
        assertArrayEquals(input, gunzip(packed));
        var zlib = new ByteArrayOutputStream();
        try (var out = new java.util.zip.GZIPOutputStream(zlib)) {
            out.write(input);
        }
        assertTrue(packed.length < zlib.size() * 1.02, packed.length + " bytes, zlib makes " + zlib.size());
    }

    @Test
    void threadsAndWritesDoNotShow() throws IOException {
        byte[] input = new byte[2_300_000];
        var random = new Random(9);
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (random.nextInt(100) < 60 && i > 1000 ? input[i - random.nextInt(1000) - 1] : random.nextInt(20));
        }
        byte[] expected = gzip(input, 1);
        for (int threads : new int[] {2, 5}) {
            assertArrayEquals(expected, gzip(input, threads));
        }
        var out = new ByteArrayOutputStream();
        try (var gzip = new GzipWriter(out)) {
            for (int at = 0; at < input.length; ) {
                int part = Math.min(1 + random.nextInt(70_000), input.length - at);
                gzip.write(input, at, part);
                at += part;
            }
        }
        assertArrayEquals(expected, out.toByteArray());
    }

    @Test
    void storedPartsAreOnlyWrapped() throws IOException {
        byte[] noise = new byte[1_200_000];
        new Random(2).nextBytes(noise);
        var out = new ByteArrayOutputStream();
        try (var gzip = new GzipWriter(out)) {
            gzip.write("head".getBytes());
            gzip.compress(false);
            gzip.write(noise);
            gzip.compress(true);
            gzip.write(noise, 0, 40_000);
        }
        byte[] back = gunzip(out.toByteArray());
        assertEquals(4 + noise.length + 40_000, back.length);
        assertArrayEquals(noise, Arrays.copyOfRange(back, 4, 4 + noise.length));
        assertTrue(out.size() < back.length + 1000);
    }

    @Test
    void huffmanWordsArePrefixFree() {
        var random = new Random(4);
        for (int round = 0; round < 100; round++) {
            int[] frequencies = new int[2 + random.nextInt(285)];
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(25);
            }
            frequencies[0] = 1;
            frequencies[1] = 1;
            for (int limit : new int[] {9, 15}) {
                HuffmanCode code = HuffmanCode.ofFrequencies(frequencies, limit);
                double room = 0;
                var words = new HashSet<String>();
                for (int i = 0; i < frequencies.length; i++) {
                    assertEquals(frequencies[i] > 0, code.lengths[i] > 0);
                    assertTrue(code.lengths[i] <= limit);
                    if (code.lengths[i] > 0) {
                        room += Math.pow(2, -code.lengths[i]);
                        assertTrue(words.add(code.lengths[i] + ":" + code.codes[i]));
                    }
                }
                assertEquals(1.0, room, 1e-12);
            }
        }
    }

    private static byte[] gzip(byte[] input, int threads) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GzipWriter(out, threads)) {
            gzip.write(input);
        }
        return out.toByteArray();
    }

    private static byte[] gunzip(byte[] input) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(input))) {
            return in.readAllBytes();
        }
    }
}
