package io.microcontainer.run.compile;

import io.microcontainer.run.RunException;
import java.util.BitSet;

/**
 * Numbers of CPUs or memory nodes in the kernel's list format, as {@code 0-3,7} (cpuset(7)).
 *
 * @param text    the list as it was given
 * @param members the numbers
 */
record CpuList(String text, BitSet members) {

    private static final int LIMIT = 1 << 13;

    /**
     * Reads a list.
     *
     * @param where the JSON path, for the error
     */
    static CpuList parse(String text, String where) {
        BitSet members = new BitSet();
        for (String range : text.strip().split(",", -1)) {
            if (!range.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
                throw new RunException(where + ": \"" + text + "\" is no list of numbers and ranges such as 0-3,7");
            }
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            if (last < first || last >= LIMIT) {
                throw new RunException(where + ": the range " + range + " is empty or above " + (LIMIT - 1));
            }
            members.set(first, last + 1);
        }
        return new CpuList(text, members);
    }

    /** One bit for each, in whole words of 64 bits. */
    byte[] mask() {
        byte[] bits = members.toByteArray();
        return java.util.Arrays.copyOf(bits, (bits.length + 7) / 8 * 8);
    }

    @Override
    public String toString() {
        return text;
    }
}
