package io.microcontainer.run.option;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Durations as runc's options take them: {@code 5s}, {@code 1m30s}, {@code 1.5h}, {@code 100ms}. */
public final class DurationText {

    private static final Map<String, Long> NANOSECONDS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "μs", 1_000L, "ms", 1_000_000L,
            "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private DurationText() {
    }

    /**
     * Reads a duration above zero.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parse(String text) {
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            int number = at;
            while (at < text.length() && (text.charAt(at) >= '0' && text.charAt(at) <= '9' || text.charAt(at) == '.')) {
                at++;
            }
            int unit = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            Long factor = NANOSECONDS.get(text.substring(unit, at));
            if (factor == null || number == unit || unit - number > 20) {
                throw wrong(text);
            }
            sum = sum.add(number(text, number, unit).multiply(BigDecimal.valueOf(factor)));
        }
        if (sum.signum() <= 0 || sum.compareTo(LONGEST) > 0) {
            throw wrong(text);
        }
        return Duration.ofNanos(sum.longValue());
    }

    private static BigDecimal number(String text, int from, int to) {
        try {
            return new BigDecimal(text.substring(from, to));
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is no duration above zero such as 5s, 500ms or 1m30s");
    }
}
