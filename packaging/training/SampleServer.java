import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * The servers of a training run, on a free port of this machine: {@code SampleServer DIRECTORY PORT_FILE}. It serves the directory's files
 * below {@code /files/}, and is a registry (distribution-spec) of what it is given, in memory.
 */
final class SampleServer {

    private static final String FILES = "/files/";

    private final Path directory;
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();

    private SampleServer(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] words) throws IOException {
        var server = new SampleServer(Path.of(words[0]));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", server::answer);
        http.setExecutor(Executors.newCachedThreadPool());
        http.start();
        Path file = Path.of(words[1]);
        Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), String.valueOf(http.getAddress().getPort()));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String path = call.getRequestURI().getPath();
            byte[] body = call.getRequestBody().readAllBytes();
            switch (call.getRequestMethod()) {
                case "GET", "HEAD" -> give(call, path);
                case "POST" -> at(call, path + System.nanoTime(), 202);
                case "PATCH" -> {
                    kept.merge(path, body, SampleServer::both);
                    call.getResponseHeaders().set("Range", "0-" + (kept.get(path).length - 1));
                    at(call, path, 202);
                }
                case "PUT" -> put(call, path, body);
                default -> call.sendResponseHeaders(405, -1);
            }
        }
    }

    private void put(HttpExchange call, String path, byte[] body) throws IOException {
        String query = call.getRequestURI().getQuery();
        if (query != null && query.startsWith("digest=")) {
            byte[] blob = both(kept.getOrDefault(path, new byte[0]), body);
            String place = path.substring(0, path.indexOf("uploads/")) + query.substring("digest=".length());
            kept.put(place, blob);
            at(call, place, 201);
            return;
        }
        String digest = "sha256:" + sha256(body);
        for (String name : new String[] {path, path.substring(0, path.lastIndexOf('/') + 1) + digest}) {
            kept.put(name, body);
            types.put(name, call.getRequestHeaders().getFirst("Content-Type"));
        }
        call.getResponseHeaders().set("Docker-Content-Digest", digest);
        at(call, path, 201);
    }

    private static void at(HttpExchange call, String place, int status) throws IOException {
        call.getResponseHeaders().set("Location", place);
        call.sendResponseHeaders(status, -1);
    }

    private void give(HttpExchange call, String path) throws IOException {
        byte[] bytes = kept.get(path);
        Path file = directory.resolve(path.startsWith(FILES) ? path.substring(FILES.length()) : "nothing");
        if (bytes == null && Files.isRegularFile(file)) {
            bytes = Files.readAllBytes(file);
        }
        if (path.equals("/v2/")) {
            bytes = "{}".getBytes();
        }
        if (bytes == null) {
            call.sendResponseHeaders(404, -1);
            return;
        }
        call.getResponseHeaders().set("Content-Type", types.getOrDefault(path, "application/octet-stream"));
        if (call.getRequestMethod().equals("HEAD")) {
            call.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
            call.sendResponseHeaders(200, -1);
        } else {
            call.sendResponseHeaders(200, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private static byte[] both(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
