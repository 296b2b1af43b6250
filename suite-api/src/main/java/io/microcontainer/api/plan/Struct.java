package io.microcontainer.api.plan;

import java.io.ByteArrayOutputStream;

/** Lays out a C structure: little endian, each field aligned to its size, as the compilers of both architectures do. */
public final class Struct {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

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
        out.writeBytes(bytes);
        return this;
    }

    /** Fills up with zeros to a size. */
    public Struct upTo(int size) {
        while (out.size() < size) {
            out.write(0);
        }
        return this;
    }

    /** Bytes so far. */
    public int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private Struct put(long value, int width) {
        while (out.size() % width != 0) {
            out.write(0);
        }
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }
}
