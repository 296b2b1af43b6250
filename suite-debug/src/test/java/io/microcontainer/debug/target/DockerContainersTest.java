package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.debug.target.ContainerSource.Found;
import io.microcontainer.debug.target.ContainerSource.Wanted;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A socket that answers as Docker's does, or otherwise. */
class DockerContainersTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    private final ProcessStat self = ProcessStat.of((int) ProcessHandle.current().pid()).orElseThrow();

    @TempDir
    private Path directory;
    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("docker.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void answer(Function<String, String> answers) {
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try (SocketChannel channel = server.accept()) {
                    ByteBuffer request = ByteBuffer.allocate(1024);
                    channel.read(request);
                    String resource = new String(request.array(), StandardCharsets.US_ASCII).split(" ")[1];
                    ByteBuffer answer = StandardCharsets.UTF_8.encode(answers.apply(resource));
                    while (answer.hasRemaining()) {
                        channel.write(answer);
                    }
                } catch (IOException e) {
                    if (!server.isOpen()) {
                        return;
                    }
                }
            }
        });
    }

    private static String ok(String body) {
        return "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body;
    }

    private Found found(Wanted wanted) {
        return new DockerContainers(socket).running(wanted);
    }

    @Test
    void containers() {
        answer(resource -> resource.equals("/containers/json")
                ? ok("[{\"Id\":\"%s\",\"Names\":[\"/front\"]},{\"Id\":\"77\",\"Names\":null},{\"Id\":\"../x\"}]".formatted(ID))
                : ok("{\"State\":{\"Pid\":%d,\"Status\":\"paused\"}}".formatted(resource.contains(ID) ? self.pid() : 0)));
        Target target = new Target("docker", ID, List.of("front"), self.pid(), self.startTime(), "paused");
        assertEquals(Found.of(List.of(target)), found(Wanted.ANY));
        assertEquals(Found.NOTHING, found((id, names) -> names.contains("back")));
    }

    @Test
    void nonsense() {
        for (String answer : List.of("", "SSH-2.0\r\n", "HTTP/1.0 500 Oh\r\n\r\n", ok("["), ok("\"x"), "HTTP/1.1 200 OK\r\nno end")) {
            answer(resource -> answer);
            Found found = found(Wanted.ANY);
            assertTrue(found.targets().isEmpty(), answer);
        }
    }

    @Test
    void endlessAnswer() {
        answer(resource -> ok("[" + " ".repeat(17 << 20)));
        assertTrue(found(Wanted.ANY).problems().getFirst().contains("too long"));
    }

    @Test
    void nobodyListens() throws IOException {
        server.close();
        assertTrue(found(Wanted.ANY).problems().getFirst().startsWith("Docker cannot be asked at " + socket));
        assertEquals(Found.NOTHING, new DockerContainers(directory.resolve("none")).running(Wanted.ANY));
    }
}
