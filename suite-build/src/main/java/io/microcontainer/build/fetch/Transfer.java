package io.microcontainer.build.fetch;

import io.microcontainer.build.fetch.FetchFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One attempt at one file from one server. */
final class Transfer {

    private static final int MAX_REDIRECTS = 10;
    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final HttpClient client;
    private final Download download;
    private final URI mirror;
    private final Duration stallTime;

    Transfer(HttpClient client, Download download, URI mirror, Duration stallTime) {
        this.client = client;
        this.download = download;
        this.mirror = mirror;
        this.stallTime = stallTime;
    }

    /** The file at the target: new, or as it was if the server says that it has not changed. */
    Path run() throws IOException {
        try (PartFile part = PartFile.open(download.target(), download.checksum().isPresent())) {
            MessageDigest digest = download.checksum().map(Checksum::start).orElse(null);
            if (part.size() > download.bound()) {
                part.restart();
            }
            long begun = part.size();
            if (begun > 0) {
                part.digest(digest);
            }
            boolean whole = begun > 0 && begun == download.size();
            HttpHeaders headers = whole ? null : follow(part, digest);
            if (!whole && headers == null) {
                return download.target();
            }
            check(part, begun, digest);
            if (download.checksum().isEmpty()) {
                Validators.forget(download.target());
            }
            part.finish();
            if (download.checksum().isEmpty()) {
                Validators.keep(headers, mirror, download.target());
            }
            return download.target();
        }
    }

    private void check(PartFile part, long begun, MessageDigest digest) throws IOException {
        if (download.size() >= 0 && part.size() != download.size()) {
            String message = "the server sent " + part.size() + " bytes where " + download.size() + " belong";
            part.restart();
            throw new FetchFailure(Kind.WRONG, message);
        }
        if (digest != null && !download.checksum().get().matches(digest)) {
            part.restart();
            // What was there before may have been of another file.
            throw new FetchFailure(begun > 0 ? Kind.BUSY : Kind.WRONG, "what the server sent does not match the checksum " + download.checksum().get());
        }
    }

    /** The headers of the answer that filled the file; null if the file at the target is still the right one. */
    private HttpHeaders follow(PartFile part, MessageDigest digest) throws IOException {
        URI uri = mirror;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            long begun = part.size();
            var received = new AtomicLong();
            HttpResponse<Void> response = Stall.await(client.sendAsync(request(uri, begun), info -> switch (info.statusCode()) {
                case 200 -> new BodyToFile(part, 0, digest, download.bound(), received);
                case 206 -> begins(info.headers(), begun) ? new BodyToFile(part, begun, digest, download.bound(), received) : BodySubscribers.discarding();
                default -> BodySubscribers.discarding();
            }), received, stallTime);
            switch (response.statusCode()) {
                case 200 -> {
                    return response.headers();
                }
                case 206 -> {
                    if (!begins(response.headers(), begun)) {
                        part.restart();
                        throw new FetchFailure(Kind.BUSY, "the server sends another part of the file than it was asked for");
                    }
                    return response.headers();
                }
                case 304 -> {
                    return null;
                }
                case 301, 302, 303, 307, 308 -> uri = redirected(uri, response.headers());
                default -> throw refused(response, part);
            }
        }
        throw new FetchFailure(Kind.FINAL, "the server redirects more than " + MAX_REDIRECTS + " times");
    }

    private static boolean begins(HttpHeaders headers, long at) {
        return at > 0 && headers.firstValue("Content-Range").filter(range -> range.startsWith("bytes " + at + "-")).isPresent();
    }

    private static IOException refused(HttpResponse<Void> response, PartFile part) throws IOException {
        int status = response.statusCode();
        if (status == 416) {
            part.restart();
            return new FetchFailure(Kind.BUSY, "the server has less of the file than is here already");
        }
        if (status == 429 || status >= 500) {
            return new FetchFailure(Kind.BUSY, "the server answers " + status, pause(response.headers()));
        }
        return switch (status) {
            case 401, 403 -> new FetchFailure(Kind.FINAL, "the server answers " + status + " (not allowed; give user:password@ in the URL, or other ones)");
            case 404, 410 -> new FetchFailure(Kind.ABSENT, "the server answers " + status + " (not there)");
            case 407 -> new FetchFailure(Kind.FINAL, "the proxy answers 407 (give user:password@ in the proxy's URL, or other ones)");
            default -> new FetchFailure(Kind.FINAL, "the server answers " + status);
        };
    }

    /** Retry-After as a number of seconds (RFC 9110 section 10.2.3); a date is not looked at. */
    private static long pause(HttpHeaders headers) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        return text.matches("[0-9]{1,9}") ? Math.min(Long.parseLong(text), LONGEST_PAUSE_SECONDS) : 0;
    }

    private static URI redirected(URI from, HttpHeaders headers) throws FetchFailure {
        try {
            return SafeUri.redirected(from, headers.firstValue("Location"));
        } catch (IllegalArgumentException e) {
            throw new FetchFailure(Kind.FINAL, e.getMessage());
        }
    }

    private HttpRequest request(URI uri, long begun) throws IOException {
        var builder = HttpRequest.newBuilder(SafeUri.withoutUser(uri)).header("User-Agent", "smith");
        if (SafeUri.sameOrigin(mirror, uri)) {
            SafeUri.authorization(mirror).ifPresent(value -> builder.header("Authorization", value));
        }
        if (begun > 0) {
            builder.header("Range", "bytes=" + begun + "-");
        }
        if (download.checksum().isEmpty()) {
            Validators.ask(builder, mirror, download.target());
        }
        return builder.build();
    }
}
