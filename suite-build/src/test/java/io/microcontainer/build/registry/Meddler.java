package io.microcontainer.build.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and a real registry, passes requests on, and does what a test wants with some. */
final class Meddler implements AutoCloseable {

    /** Meddles with a request: true if it has answered, or closed the exchange, itself. */
    @FunctionalInterface
    interface Trick {
        boolean play(HttpExchange exchange) throws IOException;
    }

    private static final Set<String> NOT_PASSED = Set.of("connection", "content-length", "host", "http2-settings", "upgrade", "transfer-encoding");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String behind;
    private final Trick trick;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    Meddler(String behind, Trick trick) throws IOException {
        this.behind = behind;
        this.trick = trick;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method, path and Content-Range or Range of all requests. */
    List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Content-Range");
            String wanted = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + (range == null ? "" : " " + range)
                    + (wanted == null ? "" : " " + wanted));
            if (!trick.play(exchange)) {
                pass(exchange);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var request = HttpRequest.newBuilder(URI.create("http://" + behind + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED.contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_PASSED.contains(name.toLowerCase())) {
                exchange.getResponseHeaders().put(name, values.stream().map(value -> value.replace(behind, host())).toList());
            }
        });
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.statusCode(), head || answer.body().length == 0 ? -1 : answer.body().length);
        if (!head) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    static boolean answer(HttpExchange exchange, int status, String header, String value) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (header != null) {
            exchange.getResponseHeaders().add(header, value);
        }
        exchange.sendResponseHeaders(status, -1);
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
