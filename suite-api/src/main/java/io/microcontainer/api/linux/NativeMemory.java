package io.microcontainer.api.linux;

import com.kenai.jffi.MemoryIO;
import java.nio.charset.StandardCharsets;

/** Memory outside of the heap for the arguments of {@link LibC#call}, until it is closed. Used by one thread at a time. */
public final class NativeMemory implements AutoCloseable {

    private final int size;
    private long address;

    private NativeMemory(int size, boolean zeroed) {
        this.size = size;
        this.address = MemoryIO.getInstance().allocateMemory(size, zeroed);
        if (address == 0) {
            throw new OutOfMemoryError("no " + size + " bytes for a system call");
        }
    }

    /** Zeroed bytes. */
    public static NativeMemory zeroed(int size) {
        return new NativeMemory(size, true);
    }

    /** A copy of bytes. */
    public static NativeMemory of(byte[] bytes) {
        NativeMemory memory = new NativeMemory(Math.max(bytes.length, 1), false);
        MemoryIO.getInstance().putByteArray(memory.address, bytes, 0, bytes.length);
        return memory;
    }

    /** A string in UTF-8 with the zero byte at its end that system calls want. */
    public static NativeMemory string(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a string for the kernel holds a zero byte");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = new NativeMemory(bytes.length + 1, false);
        MemoryIO.getInstance().putZeroTerminatedByteArray(memory.address, bytes, 0, bytes.length);
        return memory;
    }

    /** The address to hand to the kernel; good until {@link #close}. */
    public long address() {
        if (address == 0) {
            throw new IllegalStateException("the memory is closed");
        }
        return address;
    }

    /** The first bytes, such as the kernel left them. */
    public byte[] bytes(int length) {
        if (length > size) {
            throw new IndexOutOfBoundsException(length + " of " + size + " bytes");
        }
        byte[] bytes = new byte[length];
        MemoryIO.getInstance().getByteArray(address(), bytes, 0, length);
        return bytes;
    }

    /** Gives the memory back: no call may use it any more. Fine if it is closed already. */
    @Override
    public void close() {
        if (address != 0) {
            MemoryIO.getInstance().freeMemory(address);
            address = 0;
        }
    }
}
