package io.microcontainer.build.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.digest.DigestMismatch;
import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs and manifests in Debian's docker-registry, with what goes wrong on the way. */
class RegistryTest {

    private static final int CHUNK = 100_000;
    private static final String USERINFO = RealRegistry.USER + ":" + URLEncoder.encode(RealRegistry.PASSWORD, StandardCharsets.UTF_8) + "@";
    private static final byte[] BLOB = blob();

    @TempDir
    private Path directory;

    private static byte[] blob() {
        byte[] bytes = new byte[3 * CHUNK + 17];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aBlobGoesUpInChunksIsMountedAndComesBack() throws Exception {
        try (var registry = RealRegistry.plain(directory); var seen = new Meddler(registry.host(), _ -> false)) {
            assertEquals(BlobUpload.Outcome.UPLOADED, upload("http://" + seen.host() + "/one/app", Map.of(), Optional.empty()));
            assertEquals(List.of("0-99999", "100000-199999", "200000-299999", "300000-300016"), seen.requests().stream()
                    .filter(each -> each.startsWith("PATCH")).map(each -> each.replaceFirst(".* ", "")).toList());
            assertEquals(BlobUpload.Outcome.PRESENT, upload("http://" + seen.host() + "/one/app", Map.of(), Optional.empty()));
            assertEquals(BlobUpload.Outcome.MOUNTED, upload("http://" + seen.host() + "/two/app", Map.of(), Optional.of("one/app")));
            assertArrayEquals(BLOB, download("http://" + registry.host() + "/two/app"));
        }
    }

    @Test
    void aBrokenUploadGoesOnWhereItBroke() throws Exception {
        var patches = new AtomicInteger();
        try (var registry = RealRegistry.plain(directory); var broken = new Meddler(registry.host(), exchange -> {
            if (exchange.getRequestMethod().equals("PATCH") && patches.incrementAndGet() == 3) {
                exchange.getRequestBody().readNBytes(1000);
                return true;
            }
            return false;
        })) {
            assertEquals(BlobUpload.Outcome.UPLOADED, upload("http://" + broken.host() + "/app", Map.of(), Optional.empty()));
            assertEquals(1, broken.requests().stream().filter(each -> each.endsWith(" 0-99999")).count());
            assertEquals(2, broken.requests().stream().filter(each -> each.endsWith(" 200000-299999")).count());
            assertArrayEquals(BLOB, download("http://" + registry.host() + "/app"));
        }
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
        var gets = new AtomicInteger();
        try (var registry = RealRegistry.plain(directory); var broken = new Meddler(registry.host(), exchange -> {
            if (exchange.getRequestMethod().equals("GET") && gets.incrementAndGet() == 1) {
                exchange.sendResponseHeaders(200, BLOB.length);
                exchange.getResponseBody().write(BLOB, 0, 1234);
                exchange.getResponseBody().flush();
                return true;
            }
            return false;
        })) {
            upload("http://" + registry.host() + "/app", Map.of(), Optional.empty());
            assertArrayEquals(BLOB, download("http://" + broken.host() + "/app"));
            assertTrue(broken.requests().getLast().endsWith("bytes=1234-"), broken.requests()::toString);
        }
    }

    @Test
    void aForgottenUploadBeginsAgain() throws Exception {
        var patches = new AtomicInteger();
        try (var registry = RealRegistry.plain(directory); var forgetful = new Meddler(registry.host(), exchange ->
                patches.get() == 1 && exchange.getRequestMethod().equals("GET") && Meddler.answer(exchange, 404, null, null)
                        || exchange.getRequestMethod().equals("PATCH") && patches.incrementAndGet() == 1 && Meddler.answer(exchange, 404, null, null))) {
            assertEquals(BlobUpload.Outcome.UPLOADED, upload("http://" + forgetful.host() + "/app", Map.of(), Optional.empty()));
        }
    }

    @Test
    void aBusyServerIsGivenTheTimeItAsksFor() throws Exception {
        var heads = new AtomicInteger();
        try (var registry = RealRegistry.plain(directory); var busy = new Meddler(registry.host(), exchange -> switch (heads.incrementAndGet()) {
            case 1 -> Meddler.answer(exchange, 429, "Retry-After", "0");
            case 2 -> Meddler.answer(exchange, 503, "Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT");
            default -> false;
        })) {
            assertEquals(BlobUpload.Outcome.UPLOADED, upload("http://" + busy.host() + "/app", Map.of(), Optional.empty()));
            assertEquals("HEAD HEAD HEAD", String.join(" ", busy.requests().subList(0, 3).stream().map(each -> each.substring(0, 4)).toList()));
        }
        try (var never = new Meddler("none", exchange -> Meddler.answer(exchange, 429, "Retry-After", "86400"))) {
            assertTrue(refuse("http://" + never.host() + "/app", Map.of()).endsWith("answers 429 and wants to be asked again in 86400 s only"));
        }
        try (var dead = new Meddler("none", exchange -> Meddler.answer(exchange, 500, null, null))) {
            assertTrue(refuse("http://" + dead.host() + "/app", Map.of()).endsWith("answers 500, after 3 attempts"));
        }
    }

    @Test
    void tlsAndPassword() throws Exception {
        try (var registry = RealRegistry.guarded(directory)) {
            String url = "https://" + registry.host() + "/app";
            String own = "https://" + USERINFO + registry.host() + "/app";
            Map<String, String> trusting = Map.of("SSL_CERT_FILE", directory + "/cert.pem");
            assertTrue(refuse(own, Map.of()).contains("TLS failed"));
            assertEquals(BlobUpload.Outcome.UPLOADED, upload(own, trusting, Optional.empty()));
            String message = refuse(own.replace("s3cret", "wrongword"), trusting);
            assertTrue(message.contains("answers 401"), message);
            assertTrue(refuse(url, trusting).contains("docker login"));

            Path config = Files.createDirectories(directory.resolve("docker"));
            String auth = Base64.getEncoder().encodeToString((RealRegistry.USER + ":" + RealRegistry.PASSWORD).getBytes(StandardCharsets.UTF_8));
            Files.writeString(config.resolve("config.json"), "{\"auths\":{\"https://" + registry.host() + "/v2/\":{\"auth\":\"" + auth + "\"}}}");
            Map<String, String> loggedIn = Map.of("SSL_CERT_FILE", directory + "/cert.pem", "DOCKER_CONFIG", config.toString());
            assertEquals(BlobUpload.Outcome.PRESENT, upload(url, loggedIn, Optional.empty()));

            helper("right", "{\"ServerURL\":\"x\",\"Username\":\"" + RealRegistry.USER + "\",\"Secret\":\"" + RealRegistry.PASSWORD + "\"}", 0);
            helper("empty", "credentials not found in native keychain", 1);
            helper("broken", "the secret is s3cret", 1);
            Map<String, String> helped = Map.of("SSL_CERT_FILE", directory + "/cert.pem", "DOCKER_CONFIG", config.toString(), "PATH", directory + ":/bin");
            Files.writeString(config.resolve("config.json"), "{\"credHelpers\":{\"" + registry.host() + "\":\"right\"}}");
            assertEquals(BlobUpload.Outcome.PRESENT, upload(url, helped, Optional.empty()));
            assertEquals(registry.host(), Files.readString(directory.resolve("right.asked")).strip());
            Files.writeString(config.resolve("config.json"), "{\"credsStore\":\"empty\"}");
            assertTrue(refuse(url, helped).contains("docker login"));
            Files.writeString(config.resolve("config.json"), "{\"credsStore\":\"broken\"}");
            assertTrue(refuse(url, helped).startsWith("the credential helper docker-credential-broken has failed"));
        }
    }

    private void helper(String name, String says, int status) throws IOException {
        Path program = Files.writeString(directory.resolve("docker-credential-" + name), "#!/bin/sh\n[ \"$1\" = get ] && cat > " + directory + "/" + name
                + ".asked\necho '" + says + "'\nexit " + status + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void tokensOfAServerThatAsksForThem() throws Exception {
        RealRegistry.certificate(directory);
        for (String field : List.of("token", "access_token")) {
            try (var tokens = new TokenServer(directory, field); var registry = RealRegistry.withTokens(directory, tokens.realm())) {
                String url = "http://" + USERINFO + registry.host() + "/team/" + field.replace('_', '-');
                assertEquals(BlobUpload.Outcome.UPLOADED, upload(url, Map.of(), Optional.empty()));
                assertEquals("repository:team/" + field.replace('_', '-') + ":pull", tokens.asked().getFirst());
                assertTrue(tokens.asked().getLast().contains("push"), tokens.asked()::toString);
                assertEquals(BlobUpload.Outcome.MOUNTED, upload(url + "2", Map.of(), Optional.of("team/" + field.replace('_', '-'))));
                assertTrue(refuse(url.replace("s3cret", "wrongword"), Map.of()).contains("refuses a password"));

                Path config = Files.createDirectories(directory.resolve("docker"));
                Files.writeString(config.resolve("config.json"), "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"\",\"identitytoken\":\""
                        + TokenServer.REFRESH_TOKEN + "\"}}}");
                assertEquals(BlobUpload.Outcome.PRESENT, upload(url.replace(USERINFO, ""), Map.of("DOCKER_CONFIG", config.toString()), Optional.empty()));
            }
        }
    }

    @Test
    void contentThatIsNotWhatItsDigestSaysIsRefused() throws Exception {
        byte[] other = BLOB.clone();
        other[7]++;
        try (var liar = new Meddler("none", exchange -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
            return true;
        })) {
            String message = assertThrows(DigestMismatch.class, () -> download("http://" + liar.host() + "/app")).getMessage();
            assertTrue(message.contains("the content has the digest sha256:"), message);
        }
        try (var liar = new Meddler("none", exchange -> {
            exchange.getResponseHeaders().add("Docker-Content-Digest", Digest.sha256(other).toString());
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
            return true;
        })) {
            assertThrows(DigestMismatch.class, () -> manifest(liar, "latest"));
            assertThrows(DigestMismatch.class, () -> manifest(liar, Digest.sha256(other).toString()));
        }
    }

    @Test
    void aManifestOfAnotherTypeIsRefused() throws Exception {
        for (List<String> each : List.of(
                List.of("application/vnd.docker.distribution.manifest.v1+prettyjws", "{\"schemaVersion\":1}", "Docker's old schema 1"),
                List.of("text/html", "{}", "expected an image manifest or index"),
                List.of("application/vnd.oci.image.index.v1+json", "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}",
                        "but says application/vnd.oci.image.manifest.v1+json"),
                List.of("application/vnd.oci.image.manifest.v1+json", "<html>", "the JSON is broken"))) {
            try (var server = new Meddler("none", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", each.get(0));
                exchange.sendResponseHeaders(200, each.get(1).length());
                exchange.getResponseBody().write(each.get(1).getBytes(StandardCharsets.US_ASCII));
                return true;
            })) {
                String message = assertThrows(SuiteException.class, () -> manifest(server, "latest")).getMessage();
                assertTrue(message.contains(each.get(2)), message);
            }
        }
    }

    private void manifest(Meddler server, String selector) {
        try (var client = client("http://" + server.host() + "/app", Map.of())) {
            new Manifests(client).get(selector);
        }
    }

    /** The message, which must never hold a secret. */
    private String refuse(String url, Map<String, String> environment) {
        String message = assertThrows(BuildException.class, () -> upload(url, environment, Optional.empty())).getMessage();
        for (String secret : List.of("s3cret", "wrongword", RealRegistry.USER + ":", TokenServer.REFRESH_TOKEN)) {
            assertFalse(message.contains(secret), message);
        }
        return message;
    }

    private BlobUpload.Outcome upload(String url, Map<String, String> environment, Optional<String> from) {
        try (var client = client(url, environment)) {
            return new BlobUpload(client, TransferListener.SILENT).upload(Digest.sha256(BLOB), Content.of(BLOB), from);
        }
    }

    private byte[] download(String url) throws IOException {
        try (var client = client(url, Map.of()); InputStream in = new BlobDownload(client, TransferListener.SILENT).open(Descriptor.of("x/y", BLOB))) {
            return in.readAllBytes();
        }
    }

    private RegistryClient client(String url, Map<String, String> environment) {
        var options = new RegistryOptions(false, false, environment, 2, Duration.ofSeconds(5), Duration.ofSeconds(20), 3, Duration.ofMillis(1), CHUNK);
        return new RegistryClient(RemoteImage.parse(url), options);
    }
}
