package io.microcontainer.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    @TempDir
    private Path directory;

    @Test
    void onlyWhatNobodyListensOnIsTakenAway() throws IOException {
        bind("engine-dead").close();
        Files.createFile(directory.resolve("engine-gone.log"));
        Files.writeString(directory.resolve("engine-crashed.log"), "why");
        Path old = Files.writeString(directory.resolve("engine-long-ago.log"), "why");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
        Files.createFile(directory.resolve("lock"));
        try (ServerSocketChannel living = bind("engine-lives")) {
            Path log = Files.createFile(directory.resolve("engine-lives.log"));
            Files.setLastModifiedTime(log, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
            assertTrue(living.isOpen());
            Leftovers.sweep(directory);
            assertEquals(List.of("engine-crashed.log", "engine-lives", "engine-lives.log", "lock"), names());
        }
    }

    private ServerSocketChannel bind(String name) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(directory.resolve(name)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
