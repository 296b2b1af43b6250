package io.microcontainer.build.fuzz;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A change of a file that is well formed: what a reader of files from strangers meets at worst.
 *
 * @param kind  what is done
 * @param place where, as a share of the length in 1/65536
 * @param value what is put there
 */
public record Mutation(Kind kind, int place, long value) {

    /** Kinds of changes. */
    public enum Kind { BIT, BYTE, NUMBER_LITTLE, NUMBER_BIG, CUT, COPY, REMOVE }

    private static final long[] EDGES = {0, 1, 0x7f, 0xff, 0x7fff, 0xffff, Integer.MAX_VALUE, 0x80000000L, 0xffffffffL, Long.MAX_VALUE, Long.MIN_VALUE, -1};

    /** Lists of changes, shorter ones more often. */
    public static Arbitrary<List<Mutation>> lists() {
        Arbitrary<Long> values = Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(Arrays.stream(EDGES).boxed().toList()),
                Arbitraries.longs().between(0, 4096));
        // Heads of files decide most: half of the changes are made there.
        Arbitrary<Integer> places = Arbitraries.oneOf(Arbitraries.integers().between(0, 65535), Arbitraries.integers().between(0, 2000));
        return Combinators.combine(Arbitraries.of(Kind.class), places, values).as(Mutation::new).list().ofMinSize(1).ofMaxSize(8);
    }

    /** A file with all changes made, one after the other. */
    public static byte[] apply(byte[] file, List<Mutation> mutations) {
        byte[] out = file.clone();
        for (Mutation each : mutations) {
            if (out.length > 0) {
                out = each.apply(out);
            }
        }
        return out;
    }

    private byte[] apply(byte[] file) {
        int at = (int) ((long) place * file.length >> 16);
        int length = (int) Math.min(file.length - at, (value & 0xfff) + 1);
        switch (kind) {
            case BIT -> file[at] ^= (byte) (1 << (value & 7));
            case BYTE -> file[at] = (byte) value;
            case NUMBER_LITTLE, NUMBER_BIG -> {
                int width = 2 << (value >>> 8 & 1) + (value & 1);
                for (int i = 0; i < width && at + i < file.length; i++) {
                    file[at + i] = (byte) (value >> 8 * (kind == Kind.NUMBER_LITTLE ? i : width - 1 - i));
                }
            }
            case CUT -> {
                return Arrays.copyOf(file, at);
            }
            case COPY -> {
                byte[] longer = Arrays.copyOf(file, file.length + length);
                System.arraycopy(file, at, longer, at + length, file.length - at);
                return longer;
            }
            case REMOVE -> {
                byte[] shorter = Arrays.copyOf(file, file.length - length);
                System.arraycopy(file, at + length, shorter, at, file.length - at - length);
                return shorter;
            }
        }
        return file;
    }
}
