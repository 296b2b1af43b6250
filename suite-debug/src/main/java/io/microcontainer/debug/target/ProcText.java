package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files of procfs about a process that may end, or lie, at any moment. */
public final class ProcText {

    /** A process can make its environment and its mount table long; what lies beyond is not read. */
    private static final int LIMIT = 4 << 20;

    private ProcText() {
    }

    /** The bytes of {@code /proc/PID/NAME}, at most 4 MiB. */
    public static byte[] bytes(int pid, String name) {
        Path file = file(pid, name);
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LIMIT);
        } catch (AccessDeniedException e) {
            throw denied(pid, e);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw gone(pid, e);
        } catch (IOException e) {
            // read(2) on a file of a process that ended after open(2) answers ESRCH
            if (!Files.exists(file)) {
                throw gone(pid, e);
            }
            throw new DebugException("read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The text of {@code /proc/PID/NAME}, at most 4 MiB. */
    public static String text(int pid, String name) {
        return new String(bytes(pid, name), StandardCharsets.UTF_8);
    }

    /** What the link {@code /proc/PID/NAME} says, as {@code pid:[4026531836]}. */
    public static String link(int pid, String name) {
        Path file = file(pid, name);
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (AccessDeniedException e) {
            throw denied(pid, e);
        } catch (NoSuchFileException e) {
            throw gone(pid, e);
        } catch (IOException e) {
            throw new DebugException("read the link " + file + ": " + e.getMessage(), e);
        }
    }

    static Path file(int pid, String name) {
        return Path.of("/proc", Integer.toString(pid), name);
    }

    private static DebugException gone(int pid, IOException e) {
        return new DebugException("process " + pid + " does not exist (any more)", e);
    }

    private static DebugException denied(int pid, IOException e) {
        return new DebugException("process " + pid + " is not yours to enter: run crashcart as root", e);
    }
}
