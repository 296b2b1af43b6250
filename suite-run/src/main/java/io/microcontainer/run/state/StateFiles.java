package io.microcontainer.run.state;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files and directories of the state, with their modes. */
final class StateFiles {

    private static final Set<StandardOpenOption> FRESH = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS = mode("rw-------");

    private StateFiles() {
    }

    static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** Makes the directory of all containers and those above it; fine if it is there. */
    static void makeRoot(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            if (root.getParent() != null) {
                Files.createDirectories(root.getParent());
            }
            try {
                Files.createDirectory(root, mode("rwx------"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(root)) {
                    throw e;
                }
            }
        }
    }

    /** Makes one container's directory. Others may pass through it: in a user namespace the first process is one. */
    static void makeDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, mode("rwx--x--x"));
    }

    /**
     * Writes a file as a whole or not at all, whenever this process is killed. It is not forced to disk: when the host
     * crashes its containers are gone, and a record that says otherwise would only mislead.
     */
    static void write(Path file, byte[] text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel out = FileChannel.open(fresh, FRESH, OWNERS)) {
                ByteBuffer bytes = ByteBuffer.wrap(text);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException e) {
            throw new RunException("write " + file + ": " + reason(e), e);
        }
    }

    /** The names of the directories in one, sorted; none if it is absent. */
    static List<String> directories(Path root) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(entry.getFileName().toString());
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new RunException("list the containers below " + root + ": " + reason(e), e);
        }
        names.sort(null);
        return names;
    }

    /** Removes a directory with all that is in it; follows no link; fine if another removes it at the same time. */
    static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    remove(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.deleteIfExists(directory);
    }

    static String reason(IOException e) {
        if (e instanceof FileSystemException x && x.getReason() != null) {
            return x.getReason();
        }
        return switch (e) {
            case NoSuchFileException x -> "no such file or directory";
            case AccessDeniedException x -> "permission denied";
            case FileAlreadyExistsException x -> "it is there already";
            default -> e.getMessage();
        };
    }
}
