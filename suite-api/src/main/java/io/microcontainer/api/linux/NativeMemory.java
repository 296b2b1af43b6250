package io.microcontainer.api.linux;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/** Memory outside of the heap for the arguments of {@link LibC#call}; freed by the collector, not before {@link #close}. */
public final class NativeMemory implements AutoCloseable {

    private final Pointer pointer;

    private NativeMemory(int size) {
        this.pointer = LibC.allocate(size);
    }

    /** Zeroed bytes. */
    public static NativeMemory zeroed(int size) {
        return new NativeMemory(size);
    }

    /** A copy of bytes. */
    public static NativeMemory of(byte[] bytes) {
        NativeMemory memory = new NativeMemory(Math.max(bytes.length, 1));
        memory.pointer.put(0, bytes, 0, bytes.length);
        return memory;
    }

    /** A string in UTF-8 with the zero byte at its end that system calls want. */
    public static NativeMemory string(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a string for the kernel holds a zero byte");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = new NativeMemory(bytes.length + 1);
        memory.pointer.put(0, bytes, 0, bytes.length);
        return memory;
    }

    /** The address to hand to the kernel; good until {@link #close}. */
    public long address() {
        return pointer.address();
    }

    /** The first bytes, such as the kernel left them. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        pointer.get(0, bytes, 0, length);
        return bytes;
    }

    /** Says that no call uses the memory any more; before that it is not collected. */
    @Override
    public void close() {
        Reference.reachabilityFence(this);
    }
}
