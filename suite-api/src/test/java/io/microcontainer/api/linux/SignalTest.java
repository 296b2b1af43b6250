package io.microcontainer.api.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as signal(7) gives them for x86 and ARM. */
class SignalTest {

    @ParameterizedTest
    @CsvSource({ "TERM, 15", "SIGTERM, 15", "sigterm, 15", "15, 15", "KILL, 9", "0, 0", "IOT, 6", "ABRT, 6", "CLD, 17",
        "CHLD, 17", "POLL, 29", "SYS, 31", "RTMIN, 34", "SIGRTMIN+3, 37", "RTMAX, 64", "RTMAX-1, 63", "USR1, 10", "64, 64" })
    void namesAndNumbers(String text, int number) {
        assertEquals(number, Signal.parse(text).number());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "SIG", "FOO", "65", "-1", "RTMIN+31", "RTMAX-31", "RTMIN-1", "999999999999", "15 ", "TERM;" })
    void unknownOnes(String text) {
        assertThrows(IllegalArgumentException.class, () -> Signal.parse(text));
    }

    @Test
    void shown() {
        assertEquals("SIGTERM", new Signal(15).toString());
        assertEquals("SIGRTMIN+3", new Signal(37).toString());
    }
}
