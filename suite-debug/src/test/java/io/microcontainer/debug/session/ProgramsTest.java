package io.microcontainer.debug.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.debug.entry.EntryOrder.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramsTest {

    @Test
    void shell() {
        assertEquals(new Program("/dev/crashcart/bin/bash", List.of("bash", "--rcfile", "/dev/crashcart/.crashcartrc", "-i")),
                Programs.shell(true).getFirst());
        assertEquals(new Program("/dev/crashcart/bin/bash", List.of("bash")), Programs.shell(false).getFirst());
        assertEquals(new Program("/dev/crashcart/bin/busybox", List.of("busybox", "sh", "-i")), Programs.shell(true).get(4));
    }

    @Test
    void command() {
        assertEquals(List.of(new Program("/cart/ls", List.of("ls", "-l")), new Program("/bin/ls", List.of("ls", "-l"))),
                Programs.command(List.of("ls", "-l"), "/cart:::relative:/bin"));
        assertEquals(List.of(new Program("/x/ls", List.of("/x/ls"))), Programs.command(List.of("/x/ls"), "/bin"));
        assertTrue(Programs.command(List.of("ls"), "/a:".repeat(100_000)).size() < 100);
    }
}
