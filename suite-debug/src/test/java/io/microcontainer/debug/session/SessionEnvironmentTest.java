package io.microcontainer.debug.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionEnvironmentTest {

    private static Map<String, String> of(String words) {
        return SessionEnvironment.of(words.getBytes(StandardCharsets.ISO_8859_1), Optional.of("vt100"), Optional.empty(), true, Optional.empty());
    }

    @Test
    void theTargetsWithTheCartFirst() {
        Map<String, String> settings = of("PATH=/app/bin\0DB=x=y\0DB=second\0TERM=dumb\0HOME=/app\0");
        assertEquals("/dev/crashcart/bin:/dev/crashcart/sbin:/dev/crashcart/usr/bin:/dev/crashcart/usr/sbin:"
                + "/dev/crashcart/usr/local/bin:/app/bin", settings.get("PATH"));
        assertEquals("x=y", settings.get("DB"));
        assertEquals("vt100", settings.get("TERM"));
        assertEquals("/app", settings.get("HOME"));
        assertEquals("/dev/null", settings.get("HISTFILE"));
    }

    @Test
    void nothingOfTheTargetIsRun() {
        Map<String, String> settings = of("LD_PRELOAD=/evil.so\0BASH_ENV=/evil\0ENV=/evil\0PS1=$(evil)\0PROMPT_COMMAND=evil\0"
                + "BASH_FUNC_ls%%=() { evil; }\0PYTHONSTARTUP=/evil\0GCONV_PATH=/evil\0TERMINFO=/evil\0 =x\0=y\0noequals\0");
        assertTrue(settings.values().stream().noneMatch(v -> v.contains("evil")), settings::toString);
        assertFalse(settings.containsKey("noequals"));
    }

    /** A session that may do more than the target has its home in the cart, where nobody has left a .gdbinit for it. */
    @Test
    void homeInTheCart() {
        Map<String, String> settings = SessionEnvironment.of("HOME=/evil\0XDG_CONFIG_HOME=/evil\0".getBytes(StandardCharsets.US_ASCII),
                Optional.empty(), Optional.empty(), false, Optional.of("/dev/tmp"));
        assertEquals("/dev/crashcart", settings.get("HOME"));
        assertEquals("/dev/tmp", settings.get("TMPDIR"));
        assertTrue(settings.values().stream().noneMatch(v -> v.contains("evil")), settings::toString);
    }

    @Test
    void whatIsNoText() {
        Map<String, String> settings = of("A=1\0B=\u00ff\u00fe\0C=3");
        assertEquals("1", settings.get("A"));
        assertFalse(settings.containsKey("B"));
        assertEquals("3", settings.get("C"));
        assertEquals("/", of("").get("HOME"));
        assertTrue(of("PATH=\0").get("PATH").endsWith(":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    }
}
