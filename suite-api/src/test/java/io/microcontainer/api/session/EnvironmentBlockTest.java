package io.microcontainer.api.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentBlockTest {

    private static EnvironmentBlock of(String... settings) {
        return new EnvironmentBlock((String.join("\0", settings) + '\0').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void findsSettingsAsGetenvDoes() {
        EnvironmentBlock env = of("PATH=/bin", "PATH=/usr/bin", "EMPTY=", "NOTHING", "EQUAL=a=b", "ÄÖ=ü", "PATHS=/x", "=C:=x");
        assertEquals("/bin", env.get("PATH"));
        assertEquals("", env.get("EMPTY"));
        assertEquals("a=b", env.get("EQUAL"));
        assertEquals("ü", env.get("ÄÖ"));
        assertEquals("/x", env.get("PATHS"));
        assertEquals("x", env.get("=C:"));
        assertNull(env.get("NOTHING"));
        assertNull(env.get("PAT"));
        assertNull(env.get("EQUAL=a"));
        assertNull(env.get(""));
        assertEquals("none", env.getOrDefault("HOME", "none"));
        assertTrue(env.containsKey("EMPTY"));
        assertFalse(env.containsKey("NOTHING"));
    }

    @Test
    void isTheSameMapAsAllItsSettings() {
        EnvironmentBlock env = of("A=1", "B=2=3", "A=4", "C", "=C:=x");
        assertEquals(Map.of("A", "1", "B", "2=3", "=C:", "x"), env);
        assertEquals(3, env.size());
        env.forEach((name, value) -> assertEquals(value, env.get(name)));
    }

    @Test
    void mayBeEmpty() {
        assertEquals(Map.of(), new EnvironmentBlock(new byte[0]));
        assertNull(new EnvironmentBlock(new byte[0]).get("A"));
    }

    @Test
    void anInvocationKeepsIt() {
        EnvironmentBlock env = of("A=1");
        assertEquals("1", new Invocation(List.of(), env, Path.of("/"), Set.of(), 1, 0, 0).environment().get("A"));
    }
}
