package io.microcontainer.build.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A token server as docker-registry wants it: JSON Web Tokens signed with ES256 (distribution, "Token Authentication Implementation"). */
final class TokenServer implements AutoCloseable {

    static final String REFRESH_TOKEN = "refresh-secret";

    private final HttpServer server;
    private final Path directory;
    private final String field;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /**
     * @param directory with cert.pem and key.pem
     * @param field     what the token is called in the answer
     */
    TokenServer(Path directory, String field) throws IOException {
        this.directory = directory;
        this.field = field;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::handle);
        server.start();
    }

    String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** Scopes of each request. */
    List<String> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        String form = post ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) : exchange.getRequestURI().getRawQuery();
        List<String> scopes = Arrays.stream(form.split("&")).map(each -> URLDecoder.decode(each, StandardCharsets.UTF_8))
                .filter(each -> each.startsWith("scope=")).flatMap(each -> Arrays.stream(each.substring(6).split(" "))).toList();
        asked.add(String.join(" ", scopes));
        String password = "Basic " + Base64.getEncoder().encodeToString((RealRegistry.USER + ":" + RealRegistry.PASSWORD).getBytes(StandardCharsets.UTF_8));
        boolean welcome = post ? form.contains("refresh_token=" + REFRESH_TOKEN) && form.contains("grant_type=refresh_token")
                : password.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        try {
            byte[] body = welcome ? ("{\"" + field + "\":\"" + token(scopes) + "\",\"expires_in\":60}").getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.sendResponseHeaders(welcome ? 200 : 401, welcome ? body.length : -1);
            exchange.getResponseBody().write(body);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        exchange.close();
    }

    private String token(List<String> scopes) throws IOException, GeneralSecurityException {
        String access = scopes.stream().map(each -> each.split(":")).map(each -> "{\"type\":\"" + each[0] + "\",\"name\":\"" + each[1] + "\",\"actions\":[\""
                + each[2].replace(",", "\",\"") + "\"]}").collect(Collectors.joining(","));
        long now = System.currentTimeMillis() / 1000;
        String head = "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"x5c\":[\"" + pem("cert.pem") + "\"]}";
        String claims = "{\"iss\":\"test issuer\",\"aud\":\"test registry\",\"sub\":\"" + RealRegistry.USER + "\",\"nbf\":" + (now - 10) + ",\"iat\":" + now
                + ",\"exp\":" + (now + 60) + ",\"jti\":\"1\",\"access\":[" + access + "]}";
        String text = base64(head.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem("key.pem"))));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + base64(signature.sign());
    }

    private String pem(String name) throws IOException {
        return Files.readString(directory.resolve(name)).replaceAll("-----[^-]*-----|\\s", "");
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
