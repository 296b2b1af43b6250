package io.microcontainer.build.gzip;

import java.util.Arrays;

/** A canonical Huffman code of limited length: RFC 1951 section 3.2.2. The same frequencies give the same code always. */
final class HuffmanCode {

    final int[] lengths;
    /** Codes with their bits turned round, as they are written. */
    final int[] codes;

    private HuffmanCode(int[] lengths) {
        this.lengths = lengths;
        this.codes = codes(lengths);
    }

    static HuffmanCode ofLengths(int[] lengths) {
        return new HuffmanCode(lengths);
    }

    /** The best code for frequencies, but no word longer than the limit. At least one symbol gets a word. */
    static HuffmanCode ofFrequencies(int[] frequencies, int limit) {
        int[] lengths = new int[frequencies.length];
        long[] used = new long[frequencies.length];
        int count = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            if (frequencies[symbol] > 0) {
                used[count++] = (long) frequencies[symbol] << 16 | symbol;
            }
        }
        if (count <= 1) {
            lengths[count == 0 ? 0 : (int) (used[0] & 0xffff)] = 1;
            return new HuffmanCode(lengths);
        }
        Arrays.sort(used, 0, count);
        int[] perLength = wordsPerLength(used, count, limit);
        int next = 0;
        for (int length = limit; length > 0; length--) {
            for (int i = perLength[length]; i > 0; i--) {
                lengths[(int) (used[next++] & 0xffff)] = length;
            }
        }
        return new HuffmanCode(lengths);
    }

    /** Builds the tree with two queues, leaves and inner nodes, then shortens what is too long. */
    private static int[] wordsPerLength(long[] sorted, int count, int limit) {
        long[] weight = new long[2 * count - 1];
        int[] parent = new int[2 * count - 1];
        for (int i = 0; i < count; i++) {
            weight[i] = sorted[i] >>> 16;
        }
        int leaf = 0;
        int inner = count;
        for (int node = count; node < weight.length; node++) {
            for (int child = 0; child < 2; child++) {
                boolean takeLeaf = leaf < count && (inner >= node || weight[leaf] <= weight[inner]);
                int taken = takeLeaf ? leaf++ : inner++;
                weight[node] += weight[taken];
                parent[taken] = node;
            }
        }
        int[] depth = new int[weight.length];
        int[] perLength = new int[limit + 1];
        for (int node = weight.length - 2; node >= 0; node--) {
            depth[node] = depth[parent[node]] + 1;
            if (node < count) {
                perLength[Math.min(depth[node], limit)]++;
            }
        }
        // Kraft: words cut to the limit take more room than there is; lengthen shorter ones until all fit.
        long room = 1L << limit;
        long taken = 0;
        for (int length = 1; length <= limit; length++) {
            taken += (long) perLength[length] << limit - length;
        }
        for (; taken > room; taken--) {
            perLength[limit]--;
            for (int length = limit - 1; ; length--) {
                if (perLength[length] > 0) {
                    perLength[length]--;
                    perLength[length + 1] += 2;
                    break;
                }
            }
        }
        return perLength;
    }

    private static int[] codes(int[] lengths) {
        int[] perLength = new int[17];
        for (int length : lengths) {
            perLength[length]++;
        }
        perLength[0] = 0;
        int[] next = new int[17];
        for (int length = 1; length <= 16; length++) {
            next[length] = next[length - 1] + perLength[length - 1] << 1;
        }
        int[] codes = new int[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                codes[symbol] = Integer.reverse(next[lengths[symbol]]++) >>> 32 - lengths[symbol];
            }
        }
        return codes;
    }
}
