package io.microcontainer.api.linux;

import jnr.ffi.LibraryLoader;

/** Gives back what the C library keeps of freed memory. */
public final class MallocTrim {

    /** The function that is bound. */
    public interface Binding {
        /** malloc_trim(3): how much to leave at the top, in bytes. */
        int malloc_trim(long pad);
    }

    private static final class Loaded {
        static final Binding BINDING = LibraryLoader.create(Binding.class).load("c");

        private Loaded() {
        }
    }

    private MallocTrim() {
    }

    /** Gives back all that can be. */
    public static void all() {
        Loaded.BINDING.malloc_trim(0);
    }
}
