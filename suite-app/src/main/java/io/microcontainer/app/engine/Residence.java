package io.microcontainer.app.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The files that an engine lives by: its socket, and the installation that it was started from. */
public final class Residence {

    private final Path socket;
    private final Object socketKey;
    private final Path installed;
    private final byte[] build;

    /**
     * @param socket    path of the listening socket, or null where somebody else (systemd) keeps it
     * @param installed a file of the installation that differs between builds
     */
    public Residence(Path socket, Path installed) {
        this.socket = socket;
        this.socketKey = socket == null ? null : key(socket);
        this.installed = installed;
        this.build = content(installed);
    }

    /** Whether the installation was replaced or removed since, or the socket is no longer ours. */
    boolean isReplaced() {
        return !Arrays.equals(build, content(installed)) || socket != null && !socketKey.equals(key(socket));
    }

    /** Removes the socket, so that the next caller starts a new engine, and the log if it has nothing to say. */
    void leave() {
        if (socket == null || !socketKey.equals(key(socket))) {
            return;
        }
        try {
            Files.deleteIfExists(socket);
            Path log = Path.of(socket + ".log");
            if (Files.exists(log) && Files.size(log) == 0) {
                Files.delete(log);
            }
        } catch (IOException e) {
            // Callers find that nobody listens and replace the socket.
        }
    }

    private static Object key(Path path) {
        try {
            return Files.getAttribute(path, "unix:ino");
        } catch (IOException e) {
            return "none";
        }
    }

    private static byte[] content(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
