package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The system calls on cgroup directories and their files. Each setting is one write(2), as the kernel wants it. */
final class CgroupFile {

    private static final Set<PosixFilePermission> MODE_0755 = PosixFilePermissions.fromString("rwxr-xr-x");

    private CgroupFile() {
    }

    static void write(Path file, String value) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw failure("write " + value + " to " + file, e);
        }
    }

    /** The file's text without the line end. */
    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw failure("read " + file, e);
        }
    }

    /** Makes one directory; true if it was not there before. */
    static boolean mkdir(Path directory) {
        try {
            Files.createDirectory(directory);
            // Programs of any user read their limits here, whatever the umask of the engine.
            Files.setPosixFilePermissions(directory, MODE_0755);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failure("make the cgroup " + directory, e);
        }
    }

    /** Removes one directory; an absent one is fine. Nothing but rmdir(2) can remove a cgroup. */
    static void rmdir(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw failure("remove the cgroup " + directory, e);
        }
    }

    static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The cgroups directly below one; none if it is absent. */
    static List<Path> children(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (IOException e) {
            throw failure("list " + directory, e);
        }
        return found;
    }

    private static CgroupException failure(String action, IOException e) {
        int errno = switch (e) {
            case NoSuchFileException x -> Errno.ENOENT;
            case AccessDeniedException x -> Errno.EACCES;
            case DirectoryNotEmptyException x -> Errno.ENOTEMPTY;
            case NotDirectoryException x -> Errno.ENOTDIR;
            case FileSystemException x -> errno(x.getReason());
            default -> errno(e.getMessage());
        };
        return new CgroupException(action, errno, e);
    }

    /** The number of an error that java.io tells only as strerror(3) writes it. */
    private static int errno(String text) {
        for (int errno = 1; errno <= Errno.ERFKILL; errno++) {
            if (Errno.describe(errno).endsWith("(" + text + ")")) {
                return errno;
            }
        }
        return Errno.EIO;
    }
}
