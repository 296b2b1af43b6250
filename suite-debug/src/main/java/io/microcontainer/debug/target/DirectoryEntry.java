package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a directory of the target holds. The target may change it at any time, and lie: this is a list of what to look
 * for by descriptors, nothing is opened by these names here.
 *
 * @param name name in its directory
 * @param kind what a place for it must be
 * @param link what a symbolic link says, else empty
 */
public record DirectoryEntry(String name, Kind kind, String link) {

    /** What can be mounted on what: a directory on a directory, all else on a file, and a link is copied. */
    public enum Kind {
        DIRECTORY, FILE, LINK
    }

    /** A directory with more entries is taken as far as this. */
    public static final int LIMIT = 1024;

    /**
     * The entries of a directory right below the root of a process.
     *
     * @param name the directory's name; empty for the root itself
     * @return sorted by name; empty if there is no such directory, or it is a link
     */
    static Optional<List<DirectoryEntry>> list(int pid, String name) {
        Path root = ProcText.file(pid, "root");
        Path directory = name.isEmpty() ? root : root.resolve(name);
        List<DirectoryEntry> entries = new ArrayList<>();
        if (!name.isEmpty() && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                read(path).ifPresent(entries::add);
                if (entries.size() == LIMIT) {
                    break;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.of(List.of());
        } catch (IOException e) {
            throw new DebugException("read the directory " + directory + ": " + e.getMessage(), e);
        }
        entries.sort(Comparator.comparing(DirectoryEntry::name));
        return Optional.of(entries);
    }

    /** One entry of the root directory of a process. */
    static Optional<DirectoryEntry> of(int pid, String name) {
        return read(ProcText.file(pid, "root").resolve(name));
    }

    /** Whether a directory right below the root of a process, and no link, has an entry of a name. */
    static boolean below(int pid, String directory, String name) {
        Path path = ProcText.file(pid, "root").resolve(directory);
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private static Optional<DirectoryEntry> read(Path path) {
        String name = path.getFileName().toString();
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Optional.of(new DirectoryEntry(name, Kind.LINK, Files.readSymbolicLink(path).toString()));
            }
            return Optional.of(new DirectoryEntry(name, attributes.isDirectory() ? Kind.DIRECTORY : Kind.FILE, ""));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
