package io.microcontainer.build.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses one chunk of a stream: RFC 1951 by hash chains with lazy matching. What comes out depends on the bytes that go
 * in and on nothing else: no library of the host, no processor, no thread. One instance serves one thread.
 */
final class Deflater {

    /** How far back a match may reach, and so how much before a chunk helps to compress it. */
    static final int WINDOW = 32 << 10;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MIN_MATCH = 3;
    private static final int MAX_MATCH = 258;
    private static final int HASH_BITS = 15;
    private static final int NONE = -1;
    /** Matches of three bytes from farther away cost more than three literals. */
    private static final int NEAR = 4096;
    /** How many candidates are tried: for a first match, and for a better one a byte later. */
    private static final int DEPTH = 48;
    private static final int LAZY_DEPTH = 16;
    /** A match of this length is good enough not to look for a better one. */
    private static final int GOOD = 32;
    private static final int NICE = 130;

    private final int[] head = new int[1 << HASH_BITS];
    private final int[] head3 = new int[1 << HASH_BITS];
    private final int[] previous = new int[WINDOW];
    private final DeflateBlock block = new DeflateBlock();

    private byte[] bytes;
    private int end;
    private int length;
    private int distance;

    /**
     * Compresses bytes.
     *
     * @param input   what lies before {@code from} is not compressed but may be referred to
     * @param last    nothing follows; otherwise the output ends with an empty stored block, so that more can be appended
     */
    byte[] compress(byte[] input, int from, int to, boolean last) {
        bytes = input;
        end = to;
        Arrays.fill(head, NONE);
        Arrays.fill(head3, NONE);
        for (int at = Math.max(0, from - WINDOW); at < from; at++) {
            insert(at);
        }
        var out = new BitOutput();
        int blockStart = from;
        int at = from;
        while (at < to) {
            at = step(at);
            if (block.room() == 0 && at < to) {
                block.write(input, blockStart, at, false, out);
                blockStart = at;
            }
        }
        block.write(input, blockStart, to, last, out);
        if (last) {
            out.align();
        } else {
            DeflateBlock.writeStored(input, to, to, false, out);
        }
        return out.toByteArray();
    }

    /** Encodes what begins at a position, one token or, where waiting a byte pays, one literal; returns where the next begins. */
    private int step(int at) {
        find(at, DEPTH, MIN_MATCH - 1);
        insert(at);
        if (length < MIN_MATCH) {
            block.literal(bytes[at]);
            return at + 1;
        }
        int bestLength = length;
        int bestDistance = distance;
        int start = at;
        while (bestLength < GOOD && start + 1 < end && block.room() > start - at + 2) {
            find(start + 1, LAZY_DEPTH, bestLength);
            if (length <= bestLength) {
                break;
            }
            start++;
            insert(start);
            bestLength = length;
            bestDistance = distance;
        }
        for (int i = at; i < start; i++) {
            block.literal(bytes[i]);
        }
        block.match(bestLength, bestDistance);
        for (int i = start + 1; i < start + bestLength; i++) {
            insert(i);
        }
        return start + bestLength;
    }

    /** Looks for the longest match that is longer than one known; leaves it in {@code length}, 0 if there is none. */
    private void find(int at, int depth, int longerThan) {
        length = 0;
        int limit = Math.min(MAX_MATCH, end - at);
        if (limit < MIN_MATCH || longerThan >= limit) {
            return;
        }
        int best = longerThan;
        int lowest = Math.max(0, at - WINDOW);
        if (best < MIN_MATCH) {
            int near = head3[hash3(at)];
            if (near >= lowest && at - near <= NEAR && near != NONE) {
                int found = common(near, at, limit);
                if (found > best) {
                    best = found;
                    length = found;
                    distance = at - near;
                }
            }
        }
        if (limit < 4 || best >= limit) {
            return;
        }
        int candidate = head[hash4(at)];
        int nice = Math.min(NICE, limit);
        int first = (int) INTS.get(bytes, at);
        for (int tries = depth; candidate >= lowest && candidate != NONE && tries > 0; tries--) {
            if (bytes[candidate + best] == bytes[at + best] && (int) INTS.get(bytes, candidate) == first) {
                int found = common(candidate, at, limit);
                if (found > best) {
                    best = found;
                    length = found;
                    distance = at - candidate;
                    if (found >= nice) {
                        return;
                    }
                }
            }
            int next = previous[candidate & WINDOW - 1];
            if (next >= candidate) {
                return;
            }
            candidate = next;
        }
    }

    private int common(int a, int b, int limit) {
        int n = 0;
        while (n + 8 <= limit) {
            long difference = (long) LONGS.get(bytes, a + n) ^ (long) LONGS.get(bytes, b + n);
            if (difference != 0) {
                return n + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            n += 8;
        }
        while (n < limit && bytes[a + n] == bytes[b + n]) {
            n++;
        }
        return n;
    }

    private void insert(int at) {
        if (at + 4 <= end) {
            int slot = hash4(at);
            previous[at & WINDOW - 1] = head[slot];
            head[slot] = at;
            head3[hash3(at)] = at;
        }
    }

    private int hash4(int at) {
        return (int) INTS.get(bytes, at) * 0x9E3779B1 >>> 32 - HASH_BITS;
    }

    private int hash3(int at) {
        int three = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
        return three * 0x9E3779B1 >>> 32 - HASH_BITS;
    }
}
