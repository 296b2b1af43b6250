package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.run.process.UnsizedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** The system calls on cgroup directories and their files. Each setting is one write(2), as the kernel wants it. */
final class CgroupFile {

    private static final int AT_REMOVEDIR = 0x200;
    private static final int MODE = 0755;

    /** A list of processes is the longest. */
    private static final int LIMIT = Integer.MAX_VALUE;

    private CgroupFile() {
    }

    static void write(Path file, String value) {
        write(file, List.of(value));
    }

    /** Writes several values one after the other. */
    static void write(Path file, List<String> values) {
        long descriptor = call(file, path -> LibC.call(Syscall.OPENAT, LibC.AT_FDCWD, path,
                Flag.all(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC), 0));
        if (descriptor < 0) {
            throw new CgroupException("write " + values.getFirst() + " to " + file, (int) -descriptor, null);
        }
        try {
            for (String value : values) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                try (NativeMemory memory = NativeMemory.of(bytes)) {
                    long written = LibC.call(Syscall.WRITE, descriptor, memory.address(), bytes.length);
                    if (written < 0) {
                        throw new CgroupException("write " + value + " to " + file, (int) -written, null);
                    }
                }
            }
        } finally {
            LibC.call(Syscall.CLOSE, descriptor);
        }
    }

    private static long call(Path file, LongUnaryOperator action) {
        try (NativeMemory path = NativeMemory.string(file.toString())) {
            return action.applyAsLong(path.address());
        }
    }

    /** The file's text without the line end. */
    static String read(Path file) {
        try {
            return new String(UnsizedFile.read(file, LIMIT), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw failure("read " + file, e);
        }
    }

    /** Makes one directory; true if it was not there before. */
    static boolean mkdir(Path directory) {
        long made = call(directory, path -> LibC.call(Syscall.MKDIRAT, LibC.AT_FDCWD, path, MODE));
        if (made == -Errno.EEXIST) {
            return false;
        }
        // Programs of any user read their limits here, whatever the umask of the engine.
        long result = made < 0 ? made : call(directory, path -> LibC.call(Syscall.FCHMODAT, LibC.AT_FDCWD, path, MODE));
        if (result < 0) {
            throw new CgroupException("make the cgroup " + directory, (int) -result, null);
        }
        return true;
    }

    /** Removes one directory; an absent one is fine. Nothing but rmdir(2) can remove a cgroup. */
    static void rmdir(Path directory) {
        long result = call(directory, path -> LibC.call(Syscall.UNLINKAT, LibC.AT_FDCWD, path, AT_REMOVEDIR));
        if (result < 0 && result != -Errno.ENOENT) {
            throw new CgroupException("remove the cgroup " + directory, (int) -result, null);
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
            case NotDirectoryException x -> Errno.ENOTDIR;
            case FileNotFoundException x -> errno(x.getMessage().substring(x.getMessage().lastIndexOf('(') + 1, x.getMessage().length() - 1));
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
