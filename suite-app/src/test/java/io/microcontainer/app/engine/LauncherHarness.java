package io.microcontainer.app.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** The real launcher, built from its sources, with an engine in this JVM that runs what a test wants. Needs root for its socket's directory. */
final class LauncherHarness implements AutoCloseable {

    /** What a launcher process left. */
    record Run(int status, String out, String err) {
    }

    private final Path home;
    private final Path socket;
    private final String build = UUID.randomUUID().toString();
    private final EngineServer server;
    private final Thread thread;
    private volatile ToIntFunction<Session> command = s -> 0;

    LauncherHarness(Path directory) throws IOException {
        home = directory;
        Files.writeString(home.resolve("engine.argv"), build + "\n/bin/false\n");
        Files.writeString(home.resolve("oneshot.argv"), build + "\n/bin/false\n");
        build(home.resolve("launcher"));
        for (String tool : List.of("railcar", "smith", "microcontainer")) {
            Files.createSymbolicLink(home.resolve(tool), Path.of("launcher"));
        }
        Path sockets = Path.of("/run/microcontainer");
        Files.createDirectories(sockets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        socket = sockets.resolve("engine-" + key());
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket), 4096);
        server = new EngineServer(listener, new Residence(socket, home.resolve("engine.argv")), Duration.ofMinutes(10),
                (name, session) -> command.applyAsInt(session));
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                server.serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Directory of the launcher and its argv files. */
    Path home() {
        return home;
    }

    /** The engine's socket. */
    Path socket() {
        return socket;
    }

    /** Lets one launcher run a command in this JVM. */
    Run run(ToIntFunction<Session> body, String... words) throws IOException, InterruptedException {
        command = body;
        return await(start(words));
    }

    /** Starts a launcher for the command that was set last. */
    Process start(String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(home.resolve("railcar").toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(Map.of("MICROCONTAINER_TEST", "yes"));
        return builder.start();
    }

    void command(ToIntFunction<Session> body) {
        command = body;
    }

    static Run await(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the launcher ends");
        return new Run(process.exitValue(), out, err);
    }

    /** One-shot engines of this launcher are the product's, on the class path of this test. */
    void realOneShot() throws IOException {
        String path = System.getProperty("java.class.path") + ":" + System.getProperty("jdk.module.path", "") + ":"
                + Path.of("target", "classes").toAbsolutePath();
        Files.writeString(home.resolve("oneshot.argv"), String.join("\n", build,
                System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-cp", path,
                "io.microcontainer.app.OneShotMain") + "\n");
    }

    /** Waits until the engine has left by itself. */
    boolean awaitEnd() throws InterruptedException {
        return thread.join(Duration.ofSeconds(30));
    }

    /** Builds the launcher once for all tests of a run: where it is newer than all of its sources it is kept. */
    private static void build(Path launcher) throws IOException {
        Path built = Path.of("target", "test-launcher");
        if (!Files.exists(built) || newest() > Files.getLastModifiedTime(built).toMillis()) {
            Process cc = new ProcessBuilder("bash", "src/main/c/build.sh", built.toString()).inheritIO().start();
            try {
                assertTrue(cc.waitFor(60, TimeUnit.SECONDS) && cc.exitValue() == 0, "the launcher builds");
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        Files.copy(built, launcher, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static long newest() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src", "main", "c"))) {
            return sources.mapToLong(p -> p.toFile().lastModified()).max().orElseThrow();
        }
    }

    /** The launcher's name for this place and build: FNV-1a, as engine.c computes it. */
    private String key() throws IOException {
        ByteBuffer place = Frame.payload(Place.SIZE);
        Place.ours().put(place);
        long hash = 0xcbf29ce484222325L;
        for (byte b : place.array()) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        for (byte b : build.getBytes(StandardCharsets.US_ASCII)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        return "%016x".formatted(hash);
    }

    @Override
    public void close() throws IOException {
        server.stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(Path.of(socket + ".log"));
    }
}
