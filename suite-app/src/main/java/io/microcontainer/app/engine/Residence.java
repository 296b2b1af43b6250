package io.microcontainer.app.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/** The files that an engine lives by: its socket, and the installation that it was started from. */
public final class Residence {

    private final Path socket;
    private final Object socketKey;
    private final Path installed;
    private final byte[] build;
    private final Path directory;
    private final Object owner;

    /**
     * @param socket    path of the listening socket, or null where somebody else (systemd) keeps it
     * @param installed a file of the installation that differs between builds
     */
    public Residence(Path socket, Path installed) {
        this.socket = socket;
        this.socketKey = socket == null ? null : key(socket);
        this.installed = installed;
        this.build = content(installed);
        this.directory = socket == null ? null : socket.getParent();
        this.owner = attribute(Path.of("/proc/self"), "unix:uid");
    }

    /** Whether the installation was replaced or removed since, or the socket is no longer ours. */
    boolean isReplaced() {
        return !Arrays.equals(build, content(installed)) || socket != null && !socketKey.equals(key(socket));
    }

    /**
     * Whether nobody but our user and root can reach the socket now, so that no caller has to be asked who it is: that
     * lasts, because the JVM looks for the name of each.
     */
    boolean isPrivate() {
        if (directory == null) {
            return false;
        }
        try {
            // Search permission is what lets a user through a directory (path_resolution(7)).
            return ((int) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0077) == 0
                    && owner.equals(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
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

    /** Takes away what killed engines left beside the socket. */
    void sweep() {
        if (socket != null) {
            Leftovers.sweep(socket.getParent());
        }
    }

    private static Object key(Path path) {
        return attribute(path, "unix:ino");
    }

    private static Object attribute(Path path, String name) {
        try {
            return Files.getAttribute(path, name);
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
