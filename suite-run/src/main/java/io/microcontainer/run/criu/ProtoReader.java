package io.microcontainer.run.criu;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads a message of protocol buffers as far as it is needed: of repeated fields the last, and nothing of fixed width. */
final class ProtoReader {

    private final byte[] data;
    private int at;
    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, byte[]> texts = new HashMap<>();

    private ProtoReader(byte[] data) {
        this.data = data;
    }

    /** @throws IllegalArgumentException if it is none */
    static ProtoReader of(byte[] data) {
        ProtoReader reader = new ProtoReader(data);
        while (reader.at < data.length) {
            reader.field();
        }
        return reader;
    }

    private void field() {
        long key = varint();
        int field = (int) (key >>> 3);
        switch ((int) (key & 7)) {
            case 0 -> numbers.put(field, varint());
            case 1 -> at += 8;
            case 2 -> {
                long length = varint();
                if (length < 0 || length > data.length - at) {
                    throw new IllegalArgumentException("a field of " + length + " bytes goes beyond the message");
                }
                texts.put(field, Arrays.copyOfRange(data, at, at + (int) length));
                at += (int) length;
            }
            case 5 -> at += 4;
            default -> throw new IllegalArgumentException("a field has the unknown type " + (key & 7));
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= data.length) {
                break;
            }
            byte b = data[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number does not end");
    }

    /** A number, 0 where it is absent. */
    long number(int field) {
        return numbers.getOrDefault(field, 0L);
    }

    /** A text or message, empty where it is absent. */
    byte[] bytes(int field) {
        return texts.getOrDefault(field, new byte[0]);
    }
}
