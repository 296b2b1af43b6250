package io.microcontainer.build.gzip;

import java.util.Arrays;

/** Bytes filled from the lowest bit up, as RFC 1951 section 3.1.1 packs them. */
final class BitOutput {

    private byte[] bytes = new byte[64 << 10];
    private int size;
    private long pending;
    private int pendingBits;

    /** Adds up to 32 bits, the lowest first. */
    void put(int value, int bits) {
        pending |= (value & 0xffffffffL) << pendingBits;
        pendingBits += bits;
        while (pendingBits >= 8) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            bytes[size++] = (byte) pending;
            pending >>>= 8;
            pendingBits -= 8;
        }
    }

    /** Fills the last byte with zero bits. */
    void align() {
        if (pendingBits > 0) {
            put(0, 8 - pendingBits);
        }
    }

    /** Adds whole bytes; the output must be aligned. */
    void put(byte[] from, int offset, int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, bytes.length * 2));
        }
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** How many more bits would make the next byte whole. */
    int bitsToAlign() {
        return (8 - pendingBits) % 8;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
