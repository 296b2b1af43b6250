package io.microcontainer.run.stats;

import java.util.ArrayList;
import java.util.List;

/** Lists of numbers as the kernel writes them, {@code 0-2,5} (cpuset(7), List format). */
final class NumberRanges {

    /** More than any machine's CPUs: a list of ranges must not become one of millions. */
    private static final int MOST = 65536;

    private NumberRanges() {
    }

    static List<Integer> parse(List<String> lines) {
        List<Integer> numbers = new ArrayList<>();
        for (String line : lines) {
            for (String range : line.strip().split(",")) {
                int dash = range.indexOf('-');
                if (!range.isEmpty()) {
                    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                    int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
                    for (int number = first; number <= last && numbers.size() < MOST; number++) {
                        numbers.add(number);
                    }
                }
            }
        }
        return numbers;
    }
}
