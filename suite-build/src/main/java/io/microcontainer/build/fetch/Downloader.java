package io.microcontainer.build.fetch;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.BodyToFile.TooLong;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/** Fetches files over HTTP, verified and whole or not at all. Safe for use by several threads; holds threads and connections until closed. */
public final class Downloader implements AutoCloseable {

    private static final int MAX_REDIRECTS = 10;
    private static final long FIRST_PAUSE_MILLIS = 200;

    private final FetchOptions options;
    private HttpClient client;

    /** A downloader with these options. */
    public Downloader(FetchOptions options) {
        this.options = options;
    }

    /**
     * Has a file verified on this machine: a {@code file:} URL where it lies, a file already at the target that is right, or a
     * download to the target.
     *
     * @return where the file is
     * @throws BuildException if it cannot be had or is not what it should be
     */
    public Path fetch(Download download) {
        if (download.uri().getScheme().equals("file")) {
            return local(download);
        }
        try {
            if (Files.exists(download.target()) && isRight(download, download.target())) {
                return download.target();
            }
            Files.createDirectories(download.target().getParent());
        } catch (IOException e) {
            throw new BuildException("cannot keep " + download.target() + ": " + e, e);
        }
        return fetchWithRetry(download);
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }

    /** Made when first needed: it takes longer than a build from local packages. */
    private synchronized HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(options.connectTime()).followRedirects(Redirect.NEVER);
            if (options.insecure()) {
                builder.sslContext(TrustAll.context());
            }
            client = builder.build();
        }
        return client;
    }

    private static Path local(Download download) {
        Path file = Path.of(download.uri());
        try {
            if (download.size() < 0 && Files.size(file) > download.limit()) {
                throw new BuildException(file + " has " + Files.size(file) + " bytes, at most " + download.limit() + " are taken");
            }
            if (!isRight(download, file)) {
                throw new BuildException(file + " is not what the repository's metadata says: size or checksum differ; run createrepo_c again");
            }
            return file;
        } catch (NoSuchFileException e) {
            throw new BuildException(file + " does not exist", e);
        } catch (IOException e) {
            throw new BuildException(file + " cannot be read: " + e, e);
        }
    }

    /** Without a checksum only what was fetched just now is right. */
    private static boolean isRight(Download download, Path file) throws IOException {
        if (download.size() >= 0 && Files.size(file) != download.size()) {
            return false;
        }
        return download.checksum().isPresent() ? download.checksum().get().matches(file) : download.uri().getScheme().equals("file");
    }

    private Path fetchWithRetry(Download download) {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                return fetchOnce(download);
            } catch (TooLong | Final | SSLException e) {
                throw failed(download, e);
            } catch (IOException e) {
                if (attempt >= options.attempts()) {
                    throw failed(download, e);
                }
                Stall.pause(Duration.ofMillis(pause));
                pause *= 2;
            }
        }
    }

    private Path fetchOnce(Download download) throws IOException {
        Path temporary = Files.createTempFile(download.target().getParent(), ".new", null);
        try {
            MessageDigest digest = download.checksum().map(Checksum::start).orElse(null);
            long received;
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                received = followRedirects(download, file, digest);
            }
            if (download.size() >= 0 && received != download.size()) {
                throw new IOException("the server sent " + received + " bytes where " + download.size() + " belong");
            }
            if (digest != null && !download.checksum().get().matches(digest)) {
                throw new Final("what the server sent does not match the checksum " + download.checksum().get());
            }
            Files.move(temporary, download.target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return download.target();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private long followRedirects(Download download, FileChannel file, MessageDigest digest) throws IOException {
        URI uri = download.uri();
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            var received = new AtomicLong();
            HttpResponse<Void> response = Stall.await(client().sendAsync(request(download.uri(), uri), info -> info.statusCode() == 200
                    ? new BodyToFile(file, digest, download.bound(), received) : BodySubscribers.discarding()), received, options.stallTime());
            int status = response.statusCode();
            if (status == 200) {
                return received.get();
            }
            if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) {
                uri = redirected(uri, response.headers().firstValue("Location").orElseThrow(() -> new Final("the server redirects to nowhere")));
            } else if (status == 429 || status >= 500) {
                throw new IOException("the server answers " + status);
            } else {
                throw new Final("the server answers " + status + switch (status) {
                    case 401, 403 -> " (not allowed; give user:password@ in the URL, or other ones)";
                    case 404, 410 -> " (not there)";
                    default -> "";
                });
            }
        }
        throw new Final("the server redirects more than " + MAX_REDIRECTS + " times");
    }

    private static URI redirected(URI from, String location) throws Final {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException _) {
            throw new Final("the server redirects to what is no URL");
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        if (to.getHost() == null || !scheme.equals("https") && !(scheme.equals("http") && from.getScheme().equalsIgnoreCase("http"))) {
            throw new Final("the server redirects to " + SafeUri.show(to) + ", which is less safe than where it was asked");
        }
        return to;
    }

    private HttpRequest request(URI original, URI uri) {
        var builder = HttpRequest.newBuilder(withoutUser(uri)).header("User-Agent", "smith");
        if (SafeUri.sameOrigin(original, uri)) {
            SafeUri.authorization(original).ifPresent(value -> builder.header("Authorization", value));
        }
        return builder.build();
    }

    private static URI withoutUser(URI uri) {
        return uri.getRawUserInfo() == null ? uri : URI.create(uri.toString().replaceFirst("//[^/?#]*@", "//"));
    }

    private static BuildException failed(Download download, IOException e) {
        if (e instanceof SSLException) {
            return new BuildException("cannot fetch " + SafeUri.show(download.uri()) + ": TLS failed (" + e.getMessage()
                    + "); if its certificate is your own, use --insecure", e);
        }
        return new BuildException("cannot fetch " + SafeUri.show(download.uri()) + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        return e instanceof Final || e instanceof TooLong ? e.getMessage() : NetworkFailure.reason(e);
    }

    /** A failure that another attempt would only repeat. */
    private static final class Final extends IOException {

        private static final long serialVersionUID = 1L;

        Final(String message) {
            super(message);
        }
    }
}
