package io.microcontainer.api.linux;

import java.util.Arrays;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * System calls that the JVM makes itself, on the calling thread and for its own process. All go through syscall(2), so
 * every {@link Syscall} can be made; what must happen in the caller's process tree belongs into a plan instead.
 *
 * <p>The library is loaded at the first call, which takes a cold JVM some time: ask for it only where Java itself has no
 * way to the kernel.
 */
public final class LibC {

    /** In the place of a directory's descriptor: paths are resolved from the working directory (openat(2)). */
    public static final int AT_FDCWD = -100;

    /** The one function that is bound. It is variadic in C; on the supported machines integers go the same way. */
    public interface Binding {
        /** syscall(2): -1 on failure, with errno set. */
        long syscall(long number, long a0, long a1, long a2, long a3, long a4, long a5);
    }

    private static final class Loaded {
        static final Binding BINDING = LibraryLoader.create(Binding.class).load("c");
        static final Runtime RUNTIME = Runtime.getRuntime(BINDING);
        static final Architecture ARCHITECTURE = Architecture.current();

        private Loaded() {
        }
    }

    private LibC() {
    }

    /**
     * Makes a call.
     *
     * @param arguments at most six; addresses are those of {@link NativeMemory}
     * @return the kernel's answer; a negative errno, such as {@code -Errno.EBUSY}, if it failed
     */
    public static long call(Syscall call, long... arguments) {
        long[] a = Arrays.copyOf(arguments, 6);
        long result = Loaded.BINDING.syscall(call.number(Loaded.ARCHITECTURE), a[0], a[1], a[2], a[3], a[4], a[5]);
        return result == -1 ? -Loaded.RUNTIME.getLastError() : result;
    }
}
