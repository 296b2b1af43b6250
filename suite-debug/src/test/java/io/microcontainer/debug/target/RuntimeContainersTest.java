package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.debug.target.ContainerSource.Wanted;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeContainersTest {

    private final ProcessStat self = ProcessStat.of((int) ProcessHandle.current().pid()).orElseThrow();

    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private List<Target> found() {
        return new RuntimeContainers(root).running(Wanted.ANY).targets();
    }

    @Test
    void runcAndCrun() throws IOException {
        write("one/state.json", "{\"id\":\"one\",\"init_process_pid\":%d,\"init_process_start\":%d}".formatted(self.pid(), self.startTime()));
        write("two/status", "{\"pid\":%d,\"process-start-time\":%d,\"bundle\":\"/x\"}".formatted(self.pid(), self.startTime()));
        write("two/exec.fifo", "");
        assertEquals(List.of(new Target("runc", "one", self.pid(), self.startTime(), "running"),
                new Target("crun", "two", self.pid(), self.startTime(), "created")), found());
    }

    /** The process is gone and its number is another's. */
    @Test
    void reusedNumber() throws IOException {
        write("one/state.json", "{\"init_process_pid\":%d,\"init_process_start\":%d}".formatted(self.pid(), self.startTime() - 1));
        assertEquals(List.of(), found());
    }

    @Test
    void nonsense() throws IOException {
        write("a/state.json", "[1, 2");
        write("b/state.json", "{\"init_process_pid\":\"x\",\"init_process_start\":{}}");
        write("c/status", "{\"pid\":99999999999999999999,\"process-start-time\":1}");
        write("d/state.json", "{\"a\":".repeat(5000));
        write("e/state.json", " ".repeat((8 << 20) + 1));
        write("bad\u001b[2Jname/state.json", "{\"init_process_pid\":%d,\"init_process_start\":%d}".formatted(self.pid(), self.startTime()));
        Files.createDirectories(root.resolve("f"));
        Files.createSymbolicLink(root.resolve("f/state.json"), Path.of("/dev/zero"));
        Files.createSymbolicLink(root.resolve("g"), Path.of("/"));
        assertEquals(List.of(), found());
        assertEquals(List.of(), new RuntimeContainers(root.resolve("none")).running(Wanted.ANY).targets());
    }
}
