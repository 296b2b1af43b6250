package io.microcontainer.api.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory that a plan's system calls read and write. The launcher maps it at a fixed address, so every place has its
 * final pointer here already. Equal strings are kept once.
 */
public final class DataSegment {

    /** Where the launcher maps the segment. */
    public static final long BASE = 0x10_0000_0000L;

    /** Where large empty memory begins: it is not sent, the launcher's mapping reads zero there anyway. */
    private static final int EMPTY = 4 << 20;
    private static final int SMALL = 128;

    /** How large it is where its size has to be known before its content is. */
    private static final int FIXED = EMPTY + (4 << 20);

    private byte[] filled = new byte[8192];
    private int size;
    private final Map<String, Operand.Address> strings = new HashMap<>();
    private int empty = EMPTY;
    private boolean fixed;

    DataSegment() {
    }

    /** A string with a NUL behind it. Text that must not be shown goes through {@link #secret}. */
    public Operand.Address string(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a string for the kernel cannot hold a NUL");
        }
        return strings.computeIfAbsent(text, t -> {
            Operand.Address at = bytes("\"" + t + "\"", t.getBytes(StandardCharsets.UTF_8), 1);
            append(1);
            return at;
        });
    }

    /** A string with a NUL behind it that the printed plan does not show. */
    public Operand.Address secret(String text) {
        Operand.Address at = bytes("\"…\"", text.getBytes(StandardCharsets.UTF_8), 1);
        append(1);
        return at;
    }

    /** Bytes, 8-aligned. */
    public Operand.Address bytes(String text, byte[] bytes) {
        return bytes(text, bytes, 8);
    }

    /** A structure, 8-aligned. */
    public Operand.Address struct(String text, Struct struct) {
        return bytes(text, struct.toBytes(), 8);
    }

    /** An array of pointers with a null pointer behind it, as execve(2) takes. */
    public Operand.Address pointers(String text, List<Operand.Address> to) {
        Struct array = new Struct();
        to.forEach(array::address);
        return struct(text, array.u64(0));
    }

    /** Arguments or environment for execve(2); {@code hidden} keeps the words out of the printed plan. */
    public Operand.Address words(List<String> words, boolean hidden) {
        return pointers(hidden ? "{" + words.size() + " words}" : words.toString(),
                words.stream().map(w -> hidden ? secret(w) : string(w)).toList());
    }

    /** Memory that reads zero until something writes there, 8-aligned. */
    public Operand.Address room(String text, int size) {
        if (size <= SMALL) {
            return bytes(text, new byte[size], 8);
        }
        Operand.Address at = new Operand.Address(BASE + empty, text);
        empty += (size + 7) / 8 * 8;
        return at;
    }

    /** What the launcher is sent; behind it the segment reads zero. */
    byte[] toBytes() {
        if (size > EMPTY) {
            throw new IllegalStateException("a plan's data take " + size + " bytes, and at most " + EMPTY + " fit");
        }
        return Arrays.copyOf(filled, size);
    }

    /** Size of the whole segment. */
    int size() {
        if (fixed && empty > FIXED) {
            throw new IllegalStateException("a plan's data take " + (empty - EMPTY) + " empty bytes, and at most " + (FIXED - EMPTY) + " fit");
        }
        return fixed ? FIXED : empty == EMPTY ? size : empty;
    }

    /** The size is told to the launcher now, and more may come. */
    void fix() {
        fixed = true;
    }

    private Operand.Address bytes(String text, byte[] bytes, int alignment) {
        append((size + alignment - 1) / alignment * alignment - size);
        int at = append(bytes.length);
        System.arraycopy(bytes, 0, filled, at, bytes.length);
        return new Operand.Address(BASE + at, text);
    }

    /** Room for more bytes, which are zero; where it begins. */
    private int append(int more) {
        int at = size;
        if (size + more > filled.length) {
            filled = Arrays.copyOf(filled, Math.max(2 * filled.length, size + more));
        }
        size += more;
        return at;
    }
}
