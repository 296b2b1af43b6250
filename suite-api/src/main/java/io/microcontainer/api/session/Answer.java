package io.microcontainer.api.session;

import java.util.List;

/**
 * What a plan goes on with after it asked.
 *
 * @param value   lands in the register that the asking step names
 * @param patches bytes to lay into the data segment first
 */
public record Answer(long value, List<Patch> patches) {

    /** Bytes for the data segment at an address that the plan's builder gave out. */
    public record Patch(long address, byte[] bytes) {
    }

    public Answer {
        patches = List.copyOf(patches);
    }

    /** An answer of one word. */
    public static Answer of(long value) {
        return new Answer(value, List.of());
    }

    /** An answer of one word with bytes for the data segment. */
    public static Answer of(long value, Patch... patches) {
        return new Answer(value, List.of(patches));
    }
}
