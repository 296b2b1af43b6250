package io.microcontainer.build.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.tree.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {

    @TempDir
    private Path temporary;
    private ContentStore store;

    @BeforeEach
    void open() {
        store = ContentStore.open(temporary.resolve("deep/cache"));
    }

    @Test
    void keepsContentByDigest() throws IOException {
        Content content = store.put(stream("abc".getBytes()));
        // FIPS 180-2, appendix B.1
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", content.sha256());
        assertEquals(3, content.size());
        assertArrayEquals("abc".getBytes(), read(content));
        assertTrue(store.find(content.sha256()).isPresent());
        assertTrue(store.find(content.sha256(), 3).isPresent());
        assertEquals(Optional.empty(), store.find(content.sha256(), 4));
        store.forget(content.sha256());
        assertEquals(Optional.empty(), store.find(content.sha256()));
    }

    @Test
    void streamsLargeContent() throws IOException {
        for (int size : new int[] {0, 1, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 3 << 20}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            Content content = store.put(stream(bytes));
            assertEquals(Content.of(bytes).sha256(), content.sha256());
            assertArrayEquals(bytes, read(content));
        }
        assertTemporaryIsEmpty();
    }

    @Test
    void refusesMoreThanTheLimit() throws IOException {
        assertEquals(10, store.put(stream(new byte[10]), 10).size());
        assertThrows(IOException.class, () -> store.put(stream(new byte[11]), 10));
        assertThrows(IOException.class, () -> store.put(stream(new byte[1 << 20]), (1 << 20) - 1));
        assertTemporaryIsEmpty();
    }

    @Test
    void nobodyElseMayEnter() throws IOException {
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(store.directory())));
        store.put(stream("x".getBytes()));
        try (var files = Files.walk(store.directory())) {
            for (Path file : files.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertTrue(mode.endsWith("------"), () -> file + " " + mode);
            }
        }
    }

    @Test
    void recordsSurviveAndDamageIsSeen() throws IOException {
        assertEquals(Optional.empty(), store.record("rpm-1", "key"));
        store.remember("rpm-1", "key", "value".getBytes());
        store.remember("rpm-2", "key", "other".getBytes());
        assertArrayEquals("value".getBytes(), ContentStore.open(store.directory()).record("rpm-1", "key").orElseThrow());
        try (var files = Files.walk(store.directory().resolve("index/rpm-1"))) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        }
        assertEquals(Optional.empty(), store.record("rpm-1", "key"));
        assertArrayEquals("other".getBytes(), store.record("rpm-2", "key").orElseThrow());
    }

    @Test
    void manyThreadsPutTheSame() throws Exception {
        byte[] bytes = new byte[1 << 20];
        try (var threads = Executors.newFixedThreadPool(8)) {
            var all = new ArrayList<Future<Content>>();
            for (int i = 0; i < 32; i++) {
                all.add(threads.submit(() -> ContentStore.open(store.directory()).put(stream(bytes))));
            }
            for (Future<Content> each : all) {
                assertArrayEquals(bytes, read(each.get()));
            }
        }
        assertTemporaryIsEmpty();
    }

    private void assertTemporaryIsEmpty() throws IOException {
        try (var files = Files.list(store.directory().resolve("tmp"))) {
            assertEquals(0, files.count());
        }
    }

    private static ByteArrayInputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] read(Content content) throws IOException {
        try (var in = content.open()) {
            return in.readAllBytes();
        }
    }
}
