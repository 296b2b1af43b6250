package io.microcontainer.debug.copy;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.debug.DebugException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file or directory of a container, held by a descriptor, so that nothing the container renames or links meanwhile can put
 * another in its place. What lies below is reached by openat2(2) only: no link leads out of the container.
 */
final class Rooted implements AutoCloseable {

    /** An {@code O_PATH} descriptor: for a place, nothing is opened that would wait or act. */
    private static final long PLACE = Flag.all(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC);

    private static final long RESOLVE_ROOT = Flag.all(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);

    private static final long RESOLVE_ENTRY = Flag.all(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS,
            ResolveFlag.RESOLVE_NO_MAGICLINKS);

    private static final int HOW = 24;

    private final int descriptor;
    private final String name;

    private Rooted(int descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /** The root directory of a process, in its mount namespace. */
    static Rooted rootOf(int pid) {
        String path = "/proc/" + pid + "/root";
        return new Rooted(checked(path, open(LibC.AT_FDCWD, path, PLACE | OpenFlag.O_DIRECTORY.bits(), 0, 0)), "");
    }

    /** What a path leads to for a process in the container, every link followed there. */
    Rooted find(String path) {
        return new Rooted(checked(path, open(descriptor, path, PLACE, 0, RESOLVE_ROOT)), path);
    }

    /** Whether a path leads to anything. */
    boolean has(String path) {
        int found = open(descriptor, path, PLACE, 0, RESOLVE_ROOT);
        if (found >= 0) {
            LibC.call(Syscall.CLOSE, found);
        } else if (found != -Errno.ENOENT) {
            checked(path, found);
        }
        return found >= 0;
    }

    /** An entry of this directory; a link is held itself. */
    Rooted entry(String entry) {
        String path = name + "/" + entry;
        return new Rooted(checked(path, open(descriptor, entry, PLACE | OpenFlag.O_NOFOLLOW.bits(), 0, RESOLVE_ENTRY)), path);
    }

    /** A regular file to be written, made or emptied: at a path as {@link #find} takes it. */
    Rooted create(String path, int mode) {
        long flags = Flag.all(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_TRUNC, OpenFlag.O_NONBLOCK, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC);
        return new Rooted(checked(path, open(descriptor, path, flags, mode, RESOLVE_ROOT)), path);
    }

    /** A directory below this one, made if it is not there. */
    Rooted directory(String entry, int mode) {
        try (NativeMemory memory = NativeMemory.string(entry)) {
            int made = (int) LibC.call(Syscall.MKDIRAT, descriptor, memory.address(), mode);
            if (made < 0 && made != -Errno.EEXIST) {
                checked(name + "/" + entry, made);
            }
        }
        return entry(entry);
    }

    /** A symbolic link below this directory. */
    void link(String entry, String to) {
        try (NativeMemory target = NativeMemory.string(to); NativeMemory memory = NativeMemory.string(entry)) {
            checked(name + "/" + entry, (int) LibC.call(Syscall.SYMLINKAT, target.address(), descriptor, memory.address()));
        }
    }

    /** What a link says. */
    String linkTarget() {
        try (NativeMemory empty = NativeMemory.string(""); NativeMemory buffer = NativeMemory.zeroed(4096)) {
            int length = checked(name, (int) LibC.call(Syscall.READLINKAT, descriptor, empty.address(), buffer.address(), 4096));
            return new String(buffer.bytes(length), StandardCharsets.UTF_8);
        }
    }

    /** What it is. */
    BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path(), BasicFileAttributes.class);
    }

    /** The descriptor as a path of the JVM's: it leads to this file whatever its name is now. */
    Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /** Its path in the container, for messages. */
    String name() {
        return name.isEmpty() ? "/" : name;
    }

    @Override
    public void close() {
        LibC.call(Syscall.CLOSE, descriptor);
    }

    private static int open(int directory, String path, long flags, long mode, long resolve) {
        byte[] how = ByteBuffer.allocate(HOW).order(ByteOrder.nativeOrder()).putLong(flags).putLong(mode).putLong(resolve).array();
        try (NativeMemory text = NativeMemory.string(path); NativeMemory struct = NativeMemory.of(how)) {
            long answer;
            do {
                answer = LibC.call(Syscall.OPENAT2, directory, text.address(), struct.address(), HOW);
                // EAGAIN: something was renamed while ".." was walked in the root.
            } while (answer == -Errno.EINTR || answer == -Errno.EAGAIN);
            return (int) answer;
        }
    }

    private static int checked(String path, int answer) {
        if (answer < 0) {
            throw new DebugException(path + " in the container: " + Errno.describe(-answer));
        }
        return answer;
    }
}
