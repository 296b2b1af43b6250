package io.microcontainer.api.plan;

import java.util.Arrays;

/** Lays out a C structure: little endian, each field aligned to its size, as the compilers of both architectures do. */
public final class Struct {

    private byte[] out = new byte[64];
    private int size;

    /** An empty structure. */
    public Struct() {
    }

    public Struct u8(int value) {
        return put(value, 1);
    }

    public Struct u16(int value) {
        return put(value, 2);
    }

    public Struct u32(long value) {
        return put(value, 4);
    }

    public Struct u64(long value) {
        return put(value, 8);
    }

    /** A pointer into the data segment. */
    public Struct address(Operand.Address to) {
        return u64(to.value());
    }

    /** Bytes as they are, unaligned. */
    public Struct bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** Fills up with zeros to a size. */
    public Struct upTo(int size) {
        if (this.size < size) {
            room(size - this.size);
            this.size = size;
        }
        return this;
    }

    /** Bytes so far. */
    public int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(out, size);
    }

    private Struct put(long value, int width) {
        int at = (size + width - 1) / width * width;
        room(at + width - size);
        for (int i = 0; i < width; i++) {
            out[at + i] = (byte) (value >>> 8 * i);
        }
        size = at + width;
        return this;
    }

    private void room(int more) {
        if (size + more > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, size + more));
        }
    }
}
