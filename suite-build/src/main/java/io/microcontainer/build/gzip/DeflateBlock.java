package io.microcontainer.build.gzip;

import java.util.Arrays;

/** Collects literals and matches and writes them as one block of RFC 1951, in whichever of its three forms is shortest. */
final class DeflateBlock {

    static final int MAX_TOKENS = 32 << 10;

    private static final int END_OF_BLOCK = 256;
    private static final int LITERALS = 286;
    private static final int DISTANCES = 30;
    private static final int MAX_STORED = 65535;
    private static final int[] LENGTH_BASE = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
        163, 195, 227, 258};
    private static final int[] LENGTH_EXTRA = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    private static final int[] DISTANCE_BASE = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
        3073, 4097, 6145, 8193, 12289, 16385, 24577};
    private static final int[] DISTANCE_EXTRA = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
    /** The order in which the lengths of code length codes are sent: section 3.2.7. */
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final byte[] LENGTH_SYMBOL = new byte[259];
    private static final byte[] DISTANCE_SYMBOL = new byte[512];
    private static final HuffmanCode FIXED_LITERALS = fixedLiterals();
    private static final HuffmanCode FIXED_DISTANCES = fixedDistances();

    static {
        for (int symbol = 0; symbol < LENGTH_BASE.length; symbol++) {
            int end = symbol + 1 < LENGTH_BASE.length ? LENGTH_BASE[symbol + 1] : 259;
            Arrays.fill(LENGTH_SYMBOL, LENGTH_BASE[symbol], end, (byte) symbol);
        }
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            int from = DISTANCE_BASE[symbol] - 1;
            int end = symbol + 1 < DISTANCES ? DISTANCE_BASE[symbol + 1] - 1 : 32768;
            if (end <= 256) {
                Arrays.fill(DISTANCE_SYMBOL, from, end, (byte) symbol);
            } else {
                Arrays.fill(DISTANCE_SYMBOL, 256 + (from >> 7), 256 + (end >> 7), (byte) symbol);
            }
        }
    }

    /** A literal is its byte; a match is its length in the upper half and its distance in the lower. */
    private final int[] tokens = new int[MAX_TOKENS];
    private int count;
    private final int[] literalFrequency = new int[LITERALS];
    private final int[] distanceFrequency = new int[DISTANCES];

    void literal(byte value) {
        tokens[count++] = value & 0xff;
        literalFrequency[value & 0xff]++;
    }

    void match(int length, int distance) {
        tokens[count++] = length << 16 | distance;
        literalFrequency[257 + LENGTH_SYMBOL[length]]++;
        distanceFrequency[distanceSymbol(distance)]++;
    }

    /** How many more tokens it takes. */
    int room() {
        return MAX_TOKENS - count;
    }

    /** Writes the block, which stands for these bytes, and begins a new one. */
    void write(byte[] bytes, int from, int to, boolean last, BitOutput out) {
        literalFrequency[END_OF_BLOCK] = 1;
        HuffmanCode literals = HuffmanCode.ofFrequencies(literalFrequency, 15);
        HuffmanCode distances = HuffmanCode.ofFrequencies(distanceFrequency, 15);
        var header = new CodeLengths(literals, distances);
        long extra = extraBits();
        long dynamic = header.bits() + bits(literals, distances) + extra;
        long fixed = bits(FIXED_LITERALS, FIXED_DISTANCES) + extra;
        long stored = storedBits(to - from, out);
        if (stored <= Math.min(dynamic, fixed) + 3) {
            writeStored(bytes, from, to, last, out);
        } else if (fixed <= dynamic) {
            out.put(last ? 1 : 0, 1);
            out.put(1, 2);
            writeTokens(FIXED_LITERALS, FIXED_DISTANCES, out);
        } else {
            out.put(last ? 1 : 0, 1);
            out.put(2, 2);
            header.write(out);
            writeTokens(literals, distances, out);
        }
        count = 0;
        Arrays.fill(literalFrequency, 0);
        Arrays.fill(distanceFrequency, 0);
    }

    static void writeStored(byte[] bytes, int from, int to, boolean last, BitOutput out) {
        int at = from;
        do {
            int length = Math.min(MAX_STORED, to - at);
            out.put(last && at + length == to ? 1 : 0, 1);
            out.put(0, 2);
            out.align();
            out.put(length | ~length << 16, 32);
            out.put(bytes, at, length);
            at += length;
        } while (at < to);
    }

    private static long storedBits(int length, BitOutput out) {
        long blocks = Math.max(1, (length + MAX_STORED - 1) / MAX_STORED);
        int first = (out.bitsToAlign() + 8 - 3) % 8;
        return 3 + first + 32 + (blocks - 1) * 40 + 8L * length;
    }

    private long bits(HuffmanCode literals, HuffmanCode distances) {
        long bits = 0;
        for (int symbol = 0; symbol < LITERALS; symbol++) {
            bits += (long) literalFrequency[symbol] * literals.lengths[symbol];
        }
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            bits += (long) distanceFrequency[symbol] * distances.lengths[symbol];
        }
        return bits;
    }

    private long extraBits() {
        long bits = 0;
        for (int symbol = 0; symbol < LENGTH_EXTRA.length; symbol++) {
            bits += (long) literalFrequency[257 + symbol] * LENGTH_EXTRA[symbol];
        }
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            bits += (long) distanceFrequency[symbol] * DISTANCE_EXTRA[symbol];
        }
        return bits;
    }

    private void writeTokens(HuffmanCode literals, HuffmanCode distances, BitOutput out) {
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            int length = token >>> 16;
            if (length == 0) {
                out.put(literals.codes[token], literals.lengths[token]);
                continue;
            }
            int symbol = LENGTH_SYMBOL[length];
            int codeBits = literals.lengths[257 + symbol];
            out.put(literals.codes[257 + symbol] | length - LENGTH_BASE[symbol] << codeBits, codeBits + LENGTH_EXTRA[symbol]);
            int distance = token & 0xffff;
            symbol = distanceSymbol(distance);
            codeBits = distances.lengths[symbol];
            out.put(distances.codes[symbol] | distance - DISTANCE_BASE[symbol] << codeBits, codeBits + DISTANCE_EXTRA[symbol]);
        }
        out.put(literals.codes[END_OF_BLOCK], literals.lengths[END_OF_BLOCK]);
    }

    private static int distanceSymbol(int distance) {
        return distance <= 256 ? DISTANCE_SYMBOL[distance - 1] : DISTANCE_SYMBOL[256 + (distance - 1 >> 7)];
    }

    private static HuffmanCode fixedLiterals() {
        int[] lengths = new int[288];
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, 288, 8);
        return HuffmanCode.ofLengths(lengths);
    }

    private static HuffmanCode fixedDistances() {
        int[] lengths = new int[DISTANCES];
        Arrays.fill(lengths, 5);
        return HuffmanCode.ofLengths(lengths);
    }

    /** The two codes as a dynamic block sends them: section 3.2.7. */
    private static final class CodeLengths {

        private final int literalCount;
        private final int distanceCount;
        private final int[] symbols = new int[LITERALS + DISTANCES];
        private final int[] repeats = new int[LITERALS + DISTANCES];
        private int size;
        private final int[] frequency = new int[19];
        private final HuffmanCode code;
        private int codeCount = 19;

        CodeLengths(HuffmanCode literals, HuffmanCode distances) {
            literalCount = used(literals.lengths, 257);
            distanceCount = used(distances.lengths, 1);
            int[] all = Arrays.copyOf(literals.lengths, literalCount + distanceCount);
            System.arraycopy(distances.lengths, 0, all, literalCount, distanceCount);
            for (int at = 0; at < all.length; ) {
                int run = 1;
                while (at + run < all.length && all[at + run] == all[at]) {
                    run++;
                }
                addRun(all[at], run);
                at += run;
            }
            code = HuffmanCode.ofFrequencies(frequency, 7);
            while (codeCount > 4 && code.lengths[CODE_LENGTH_ORDER[codeCount - 1]] == 0) {
                codeCount--;
            }
        }

        private static int used(int[] lengths, int least) {
            int count = lengths.length;
            while (count > least && lengths[count - 1] == 0) {
                count--;
            }
            return count;
        }

        private void addRun(int length, int run) {
            int left = run;
            if (length == 0) {
                while (left >= 3) {
                    int part = Math.min(left, 138);
                    add(part < 11 ? 17 : 18, part < 11 ? part - 3 : part - 11);
                    left -= part;
                }
            } else if (left >= 4) {
                add(length, 0);
                left--;
                while (left >= 3) {
                    int part = Math.min(left, 6);
                    add(16, part - 3);
                    left -= part;
                }
            }
            for (; left > 0; left--) {
                add(length, 0);
            }
        }

        private void add(int symbol, int repeat) {
            symbols[size] = symbol;
            repeats[size++] = repeat;
            frequency[symbol]++;
        }

        private static int repeatBits(int symbol) {
            return switch (symbol) {
                case 16 -> 2;
                case 17 -> 3;
                case 18 -> 7;
                default -> 0;
            };
        }

        long bits() {
            long bits = 14 + 3L * codeCount;
            for (int symbol = 0; symbol < 19; symbol++) {
                bits += (long) frequency[symbol] * (code.lengths[symbol] + repeatBits(symbol));
            }
            return bits;
        }

        void write(BitOutput out) {
            out.put(literalCount - 257, 5);
            out.put(distanceCount - 1, 5);
            out.put(codeCount - 4, 4);
            for (int i = 0; i < codeCount; i++) {
                out.put(code.lengths[CODE_LENGTH_ORDER[i]], 3);
            }
            for (int i = 0; i < size; i++) {
                out.put(code.codes[symbols[i]], code.lengths[symbols[i]]);
                out.put(repeats[i], repeatBits(symbols[i]));
            }
        }
    }
}
