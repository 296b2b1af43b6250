package io.microcontainer.debug.copy;

import io.microcontainer.debug.DebugException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Copies files of a container to the caller: regular files, directories and links, as they are; nothing else. */
public final class CopyOut {

    private static final int DEEPEST = 200;

    private long files;

    private CopyOut() {
    }

    /**
     * Copies a file or a directory with all that is in it.
     *
     * @param path in the container
     * @param to   absolute; what is copied goes into it if it is a directory
     * @return how many files and links were copied
     */
    public static long copy(int pid, String path, Path to) {
        CopyOut copy = new CopyOut();
        try (Rooted root = Rooted.rootOf(pid); Rooted from = root.find(path)) {
            Path name = Path.of(path).getFileName();
            Path place = Files.isDirectory(to) && name != null && !name.toString().equals("..") && !name.toString().equals(".") ? to.resolve(name) : to;
            copy.copy(from, place, 0);
        } catch (IOException e) {
            throw failed(to, e);
        }
        return copy.files;
    }

    /** Writes a regular file's content to a stream. */
    public static void stream(int pid, String path, OutputStream out) {
        try (Rooted root = Rooted.rootOf(pid); Rooted from = root.find(path)) {
            requireFile(from);
            Files.copy(from.path(), out);
        } catch (IOException e) {
            throw new DebugException("copy " + path + ": " + reason(e), e);
        }
    }

    private void copy(Rooted from, Path to, int depth) throws IOException {
        BasicFileAttributes attributes = from.attributes();
        if (depth > DEEPEST) {
            throw new DebugException(from.name() + " is deeper than " + DEEPEST + " directories");
        }
        if (attributes.isDirectory()) {
            if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(to);
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(from.path())) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    try (Rooted child = from.entry(name)) {
                        copy(child, to.resolve(name), depth + 1);
                    }
                }
            }
        } else if (attributes.isSymbolicLink()) {
            Files.deleteIfExists(to);
            Files.createSymbolicLink(to, Path.of(from.linkTarget()));
            files++;
        } else if (depth == 0 || attributes.isRegularFile()) {
            requireFile(from);
            // Never through a link that an earlier entry has put there.
            Files.deleteIfExists(to);
            Files.createFile(to);
            try (OutputStream out = Files.newOutputStream(to, LinkOption.NOFOLLOW_LINKS)) {
                Files.copy(from.path(), out);
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(from.path());
            Files.setPosixFilePermissions(to, permissions);
            files++;
        }
    }

    private static void requireFile(Rooted file) throws IOException {
        if (!file.attributes().isRegularFile()) {
            throw new DebugException(file.name() + " in the container is neither a regular file nor a directory, and not copied");
        }
    }

    private static DebugException failed(Path to, IOException e) {
        return new DebugException("copy to " + to + ": " + reason(e), e);
    }

    static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getClass().getSimpleName().replace("Exception", "");
    }
}
