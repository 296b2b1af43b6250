package io.microcontainer.run.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that runc's options take; the values are arithmetic. */
class OptionTextTest {

    @ParameterizedTest
    @CsvSource({"-1,-1", "0,0", "4096,4096", "64M,67108864", "64m,67108864", "1.5G,1610612736", "2KiB,2048", "2kb,2048", "3b,3", "1 g,1073741824",
            "1T,1099511627776", "1P,1125899906842624"})
    void sizes(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "5X", "-5", "1.2.3", "5MM", "5ib", "99999999P", "0x10", "1e3"})
    void noSizes(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text)).getMessage().contains("'" + text + "'"));
    }

    @ParameterizedTest
    @CsvSource({"5s,PT5S", "1m30s,PT1M30S", "1.5h,PT1H30M", "100ms,PT0.1S", "1us,PT0.000001S", "1µs,PT0.000001S", "7ns,PT0.000000007S"})
    void durations(String text, Duration duration) {
        assertEquals(duration, DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "0s", "-5s", "s", "5x", "1.2.3s", "99999999999999h", "1s2"})
    void noDurations(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text)).getMessage().contains("'" + text + "'"));
    }
}
