package io.microcontainer.api.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of procfs that mean something else to each process (proc(5)). */
class CallerPathTest {

    @ParameterizedTest
    @CsvSource({"/dev/fd/63,/proc/7/fd/63", "/proc/self/fd/3,/proc/7/fd/3", "/dev/stderr,/proc/7/fd/2", "/dev/stdin,/proc/7/fd/0",
            "/dev/stdout,/proc/7/fd/1", "/dev/fd,/proc/7/fd", "/proc/selfish,/proc/selfish", "/dev/fdx/1,/dev/fdx/1", "/a/b,/a/b"})
    void isTheCallers(String path, String meant) {
        assertEquals(Path.of(meant), CallerPath.of(Path.of(path), 7));
    }
}
