package io.microcontainer.build.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.rpm.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server on this machine. */
class DownloaderTest {

    private static final byte[] BODY = "the body of a file".getBytes(StandardCharsets.US_ASCII);
    private static final FetchOptions OPTIONS = new FetchOptions(false, false, Proxies.NONE, 4, Duration.ofSeconds(5), Duration.ofSeconds(20), 3);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    @TempDir
    private Path directory;
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void wholeAndVerified() throws IOException {
        serve("/file", exchange -> answer(exchange, 200, BODY));
        Path file = fetch(OPTIONS, download("/file", sha256(BODY), BODY.length));
        assertArrayEquals(BODY, Files.readAllBytes(file));
        server.removeContext("/file");
        assertEquals(file, fetch(OPTIONS, download("/file", sha256(BODY), BODY.length)), "taken from the cache");
    }

    @Test
    void wrongContentIsNeverKept() throws IOException {
        serve("/file", exchange -> answer(exchange, 200, BODY));
        assertTrue(refuse("/file", sha256("other".getBytes(StandardCharsets.US_ASCII)), BODY.length).contains("does not match the checksum sha256:"));
        assertTrue(refuse("/file", sha256(BODY), BODY.length - 1).contains("more than the 17 bytes"));
        assertTrue(refuse("/file", sha256(BODY), BODY.length + 1).contains("sent 18 bytes where 19 belong"));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void anEndlessBodyIsCutOff() {
        serve("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 16];
            while (true) {
                exchange.getResponseBody().write(block);
            }
        });
        String message = assertThrows(BuildException.class, () -> fetch(OPTIONS, new Download(URI.create(base + "/endless"), directory.resolve("x"),
                Optional.empty(), -1, 1 << 20))).getMessage();
        assertTrue(message.contains("more than the 1048576 bytes"), message);
    }

    @Test
    void aFailingServerIsAskedAgain() throws IOException {
        var asked = new AtomicInteger();
        serve("/busy", exchange -> {
            switch (asked.incrementAndGet()) {
                case 1 -> answer(exchange, 503, new byte[0]);
                case 2 -> {
                    exchange.sendResponseHeaders(200, BODY.length);
                    exchange.getResponseBody().write(BODY, 0, 5);
                    exchange.close();
                }
                default -> answer(exchange, 200, BODY);
            }
        });
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS, download("/busy", sha256(BODY), BODY.length))));
        assertEquals(3, asked.get());
    }

    @Test
    void whatIsNotThereIsAskedForOnce() {
        var asked = new AtomicInteger();
        serve("/gone", exchange -> {
            asked.incrementAndGet();
            answer(exchange, 404, new byte[0]);
        });
        assertEquals("cannot fetch " + base + "/gone: the server answers 404 (not there)", refuse("/gone", sha256(BODY), -1));
        assertEquals(1, asked.get());
    }

    @Test
    void redirectsAreFollowedWithinReason() throws IOException {
        serve("/file", exchange -> answer(exchange, 200, BODY));
        serve("/hop", exchange -> redirect(exchange, "/file"));
        serve("/loop", exchange -> redirect(exchange, "/loop"));
        serve("/local", exchange -> redirect(exchange, "file:///etc/passwd"));
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS, download("/hop", sha256(BODY), BODY.length))));
        assertTrue(refuse("/loop", sha256(BODY), -1).contains("redirects more than 10 times"));
        assertTrue(refuse("/local", sha256(BODY), -1).contains("less safe"));
    }

    @Test
    void passwordsGoToTheirServerOnlyAndShowNowhere() {
        var seen = new CopyOnWriteArrayList<String>();
        serve("/secret", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            redirect(exchange, base.replace("127.0.0.1", "localhost") + "/elsewhere");
        });
        serve("/elsewhere", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answer(exchange, 404, new byte[0]);
        });
        URI uri = URI.create(base.replace("//", "//user:pa%20ss@") + "/secret?token=hidden");
        var e = assertThrows(BuildException.class, () -> fetch(OPTIONS, new Download(uri, directory.resolve("x"), Optional.empty(), -1, 100)));
        assertEquals(List.of("Basic dXNlcjpwYSBzcw==", "null"), seen);
        for (Throwable t = e; t != null; t = t.getCause()) {
            assertFalse(t.toString().contains("pa%20ss") || t.toString().contains("hidden") || t.toString().contains("user"), t.toString());
        }
    }

    @Test
    void aSilentServerIsGivenUp() {
        serve("/silent", exchange -> {
            exchange.sendResponseHeaders(200, BODY.length);
            exchange.getResponseBody().write(BODY, 0, 3);
            exchange.getResponseBody().flush();
            await(end);
        });
        var impatient = new FetchOptions(false, false, Proxies.NONE, 1, Duration.ofSeconds(5), Duration.ofMillis(100), 1);
        String message = assertThrows(BuildException.class, () -> fetch(impatient, download("/silent", sha256(BODY), BODY.length))).getMessage();
        assertTrue(message.contains("sends nothing"), message);
    }

    @Test
    void aCertificateOfNobodyIsTakenOnlyIfAskedTo() throws Exception {
        Path store = directory.resolve("keys.p12");
        Peer.run(List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-alias", "x", "-keyalg", "EC", "-dname", "CN=localhost",
                "-ext", "san=dns:localhost",
                "-keystore", store.toString(), "-storepass", "changeit", "-storetype", "PKCS12"));
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        secure.setExecutor(threads);
        secure.createContext("/file", exchange -> answer(exchange, 200, BODY));
        secure.start();
        try {
            URI uri = URI.create("https://127.0.0.1:" + secure.getAddress().getPort() + "/file");
            var download = new Download(uri, directory.resolve("tls"), Optional.of(sha256(BODY)), -1, 100);
            var once = new FetchOptions(false, false, Proxies.NONE, 1, Duration.ofSeconds(5), Duration.ofSeconds(20), 1);
            String message = assertThrows(BuildException.class, () -> fetch(once, download)).getMessage();
            assertTrue(message.contains("TLS failed") && message.contains("--insecure"), message);
            Path pem = directory.resolve("authority.pem");
            Peer.run(List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-exportcert", "-rfc", "-alias", "x", "-keystore",
                    store.toString(), "-storepass", "changeit", "-file", pem.toString()));
            URI named = URI.create(uri.toString().replace("127.0.0.1", "localhost"));
            var trusted = new Download(List.of(named), directory.resolve("trusted"), Optional.of(sha256(BODY)), -1, 100,
                    new TransportOptions(false, Optional.empty(), false, List.of(pem)));
            assertArrayEquals(BODY, Files.readAllBytes(fetch(once, trusted)), "sslcacert");
            assertArrayEquals(BODY, Files.readAllBytes(fetch(once.withInsecure(true), download)));
        } finally {
            secure.stop(0);
        }
    }

    /** A server of our own: the JDK's resets the connection when it breaks off, and what was on its way may be lost. */
    @Test
    void aBrokenDownloadIsGoneOnWithAlsoByAnotherBuild() throws Exception {
        var ranges = new CopyOnWriteArrayList<String>();
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                while (!listening.isClosed()) {
                    try (Socket socket = listening.accept()) {
                        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                        String range = in.lines().takeWhile(line -> !line.isEmpty()).filter(line -> line.startsWith("Range: ")).findFirst().orElse("none");
                        ranges.add(range);
                        String head = range.equals("none") ? "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\nthe b"
                                : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-17/18\r\nContent-Length: 13\r\n\r\nody of a file";
                        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                        socket.shutdownOutput();
                        in.read();
                    } catch (IOException _) {
                        continue;
                    }
                }
            });
            var once = new FetchOptions(false, false, Proxies.NONE, 1, Duration.ofSeconds(5), Duration.ofSeconds(20), 1);
            var download = new Download(URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/file"), directory.resolve("file"),
                    Optional.of(sha256(BODY)), BODY.length, 100);
            assertThrows(BuildException.class, () -> fetch(once, download));
            assertEquals("the b", Files.readString(directory.resolve("file.part")));
            assertArrayEquals(BODY, Files.readAllBytes(fetch(once, download)));
            assertEquals(List.of("none", "Range: bytes=5-"), ranges);
        }
    }

    @Test
    void aLeftPartOfAnotherFileSpoilsNothing() throws IOException {
        serve("/file", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range == null) {
                answer(exchange, 200, BODY);
                return;
            }
            exchange.getResponseHeaders().set("Content-Range", "bytes 3-17/18");
            exchange.sendResponseHeaders(206, BODY.length - 3);
            exchange.getResponseBody().write(BODY, 3, BODY.length - 3);
        });
        Files.writeString(directory.resolve("file.part"), "xyz");
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS, download("/file", sha256(BODY), BODY.length))));
        Files.delete(directory.resolve("file"));
        Files.writeString(directory.resolve("file.part"), "much longer than the file is");
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS, download("/file", sha256(BODY), BODY.length))));
    }

    @Test
    void theNextMirrorIsAskedWhereOneFails() throws IOException {
        var asked = new CopyOnWriteArrayList<String>();
        serve("/absent", exchange -> {
            asked.add("absent");
            answer(exchange, 404, new byte[0]);
        });
        serve("/stale", exchange -> {
            asked.add("stale");
            answer(exchange, 200, "the body of a fish".getBytes(StandardCharsets.US_ASCII));
        });
        serve("/half", exchange -> {
            if (asked.contains("half")) {
                answer(exchange, 404, new byte[0]);
            } else {
                exchange.sendResponseHeaders(200, BODY.length);
                exchange.getResponseBody().write(BODY, 0, 5);
                exchange.close();
            }
            asked.add("half");
        });
        serve("/good", exchange -> {
            asked.add("good");
            answer(exchange, 200, BODY);
        });
        URI dead = URI.create("http://127.0.0.1:9/dead");
        List<URI> mirrors = List.of(dead, URI.create(base + "/absent"), URI.create(base + "/stale"), URI.create(base + "/half"), URI.create(base + "/good"));
        var download = new Download(mirrors, directory.resolve("x"), Optional.of(sha256(BODY)), BODY.length, 100, TransportOptions.DEFAULT);
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS, download)));
        assertEquals(List.of("absent", "stale", "half", "half", "good"), asked);
        var none = new Download(mirrors.subList(1, 3), directory.resolve("y"), Optional.of(sha256(BODY)), BODY.length, 100, TransportOptions.DEFAULT);
        String message = assertThrows(BuildException.class, () -> fetch(OPTIONS, none)).getMessage();
        assertTrue(message.startsWith("cannot fetch " + base + "/stale nor the same from 1 other mirrors: "), message);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws IOException {
        var asked = new CopyOnWriteArrayList<String>();
        serve("/repomd.xml", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("If-None-Match") + " " + exchange.getRequestHeaders().getFirst("If-Modified-Since"));
            if (asked.size() > 1 && asked.size() < 3) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            exchange.getResponseHeaders().set("Last-Modified", "Wed, 25 Nov 2026 00:00:00 GMT");
            answer(exchange, 200, asked.size() == 1 ? BODY : "new".getBytes(StandardCharsets.US_ASCII));
        });
        var download = new Download(URI.create(base + "/repomd.xml"), directory.resolve("repomd.xml"), Optional.empty(), -1, 100);
        fetch(OPTIONS, download);
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS, download)));
        assertEquals("new", Files.readString(fetch(OPTIONS, download)));
        assertEquals(List.of("null null", "\"one\" Wed, 25 Nov 2026 00:00:00 GMT", "\"one\" Wed, 25 Nov 2026 00:00:00 GMT"), asked);
    }

    @Test
    void offlineTakesWhatIsThereAndNothingElse() throws IOException {
        var asked = new AtomicInteger();
        serve("/file", exchange -> {
            asked.incrementAndGet();
            answer(exchange, 200, BODY);
        });
        var plain = new Download(URI.create(base + "/file"), directory.resolve("plain"), Optional.empty(), -1, 100);
        String message = assertThrows(BuildException.class, () -> fetch(OPTIONS.withOffline(true), plain)).getMessage();
        assertEquals(base + "/file was not fetched by an earlier build, and --offline forbids it now; build once without --offline", message);
        fetch(OPTIONS, plain);
        assertArrayEquals(BODY, Files.readAllBytes(fetch(OPTIONS.withOffline(true), plain)));
        assertEquals(1, asked.get());
    }

    @Test
    void proxiesAreThoseOfTheEnvironmentOrOfTheRepository() throws IOException {
        var seen = new CopyOnWriteArrayList<String>();
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
            answer(exchange, 200, BODY);
        });
        var environment = Map.of("http_proxy", base, "no_proxy", "localhost,.internal");
        FetchOptions options = OPTIONS.withProxies(Proxies.of(environment));
        URI far = URI.create("http://mirror.invalid/file");
        fetch(options, new Download(far, directory.resolve("a"), Optional.empty(), -1, 100));
        String message = assertThrows(BuildException.class, () -> fetch(new FetchOptions(false, false, options.proxies(), 1, Duration.ofSeconds(5),
                Duration.ofSeconds(5), 1), new Download(URI.create("http://mirror.internal/file"), directory.resolve("b"), Optional.empty(), -1, 100))).getMessage();
        assertTrue(message.contains("no address is known"), message);
        fetch(OPTIONS, new Download(List.of(far), directory.resolve("c"), Optional.empty(), -1, 100,
                new TransportOptions(false, Optional.of(URI.create(base)), false, List.of())));
        assertEquals(List.of("http://mirror.invalid/file null", "http://mirror.invalid/file null"), seen);
        assertEquals("the proxy of http_proxy is ftp://x, expected http://host:port",
                assertThrows(BuildException.class, () -> Proxies.of(Map.of("http_proxy", "ftp://x"))).getMessage());
    }

    @Test
    void fileUrlsAreReadWhereTheyLie() throws IOException {
        Path file = Files.write(directory.resolve("here"), BODY);
        assertEquals(file, fetch(OPTIONS, new Download(file.toUri(), directory.resolve("unused"), Optional.of(sha256(BODY)), BODY.length, 0)));
        String message = assertThrows(BuildException.class, () -> fetch(OPTIONS, new Download(directory.resolve("no").toUri(), directory.resolve("unused"),
                Optional.empty(), -1, 10))).getMessage();
        assertEquals(directory.resolve("no") + " does not exist", message);
    }

    private Download download(String path, Checksum checksum, long size) {
        return new Download(URI.create(base + path), directory.resolve(path.substring(1)), Optional.of(checksum), size, 1 << 20);
    }

    private String refuse(String path, Checksum checksum, long size) {
        return assertThrows(BuildException.class, () -> fetch(OPTIONS, download(path, checksum, size))).getMessage();
    }

    private static Path fetch(FetchOptions options, Download download) {
        try (var downloader = new Downloader(options)) {
            return downloader.fetch(download);
        }
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void serve(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Checksum sha256(byte[] bytes) {
        Checksum any = Checksum.of("sha256", "0".repeat(64));
        return Checksum.of("sha256", HexFormat.of().formatHex(any.start().digest(bytes)));
    }
}
