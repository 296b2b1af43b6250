package io.microcontainer.app.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Sockets and logs of engines that were killed: nobody listens on such a socket, so that nobody ever takes it away. */
final class Leftovers {

    /** A log tells why its engine ended, for so long. */
    private static final Duration LOGS_KEPT = Duration.ofDays(1);

    private static final String SOCKETS = "engine-*";

    private Leftovers() {
    }

    /** Removes those in a directory of engines' sockets. Engines that live are connected to, and left at once. */
    static void sweep(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, SOCKETS)) {
            for (Path file : files) {
                if (isDead(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another engine may sweep too, and the directory may go.
            return;
        }
    }

    private static boolean isDead(Path file) throws IOException {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        if (dot < 0) {
            return isRefused(file);
        }
        // What belongs to a socket goes with it; one whose name ends in .new is just being made.
        Path socket = file.resolveSibling(name.substring(0, dot));
        boolean isOld = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant()
                .isBefore(Instant.now().minus(LOGS_KEPT));
        return isOld ? !Files.exists(socket) || isRefused(socket)
                : name.endsWith(".log") && Files.size(file) == 0 && !Files.exists(socket);
    }

    private static boolean isRefused(Path socket) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            return false;
        } catch (ConnectException e) {
            // ECONNREFUSED: the file is there, and nobody listens.
            return Files.exists(socket);
        } catch (IOException e) {
            return false;
        }
    }
}
