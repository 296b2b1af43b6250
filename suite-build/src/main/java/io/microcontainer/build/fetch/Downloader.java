package io.microcontainer.build.fetch;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.FetchFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches files over HTTP, verified and whole or not at all: from the next mirror where one fails, going on where a connection
 * broke, and not again what has not changed. Safe for use by several threads; holds threads and connections until closed.
 */
public final class Downloader implements AutoCloseable {

    private static final long FIRST_PAUSE_MILLIS = 200;

    private final FetchOptions options;
    private final Map<TransportOptions, HttpClient> clients = new HashMap<>();
    /** Servers that failed: they are asked after the others. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    /** A downloader with these options. */
    public Downloader(FetchOptions options) {
        this.options = options;
    }

    /**
     * Has a file verified on this machine: a {@code file:} URL where it lies, a file already at the target that is right, or a
     * download to the target.
     *
     * @return where the file is
     * @throws AbsentException if no server has it
     * @throws BuildException  if it cannot be had or is not what it should be
     */
    public Path fetch(Download download) {
        if (isLocal(download.mirrors().getFirst())) {
            return local(download, download.mirrors().getFirst());
        }
        try {
            if (Files.exists(download.target()) && (isRight(download, download.target()) || options.offline() && download.checksum().isEmpty())) {
                return download.target();
            }
            if (options.offline()) {
                throw new BuildException(SafeUri.show(download.mirrors().getFirst())
                        + " was not fetched by an earlier build, and --offline forbids it now; build once without --offline");
            }
            Files.createDirectories(download.target().getParent());
        } catch (IOException e) {
            throw new BuildException("cannot keep " + download.target() + ": " + e, e);
        }
        return fetchFromMirrors(download);
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        clients.clear();
    }

    /** Made when first needed: it takes longer than a build from local packages. */
    private synchronized HttpClient client(TransportOptions wanted) {
        TransportOptions transport = wanted.withInsecure(wanted.insecure() || options.insecure());
        return clients.computeIfAbsent(transport, each -> HttpTransport.client(each, options.proxies(), options.connectTime()));
    }

    private static boolean isLocal(URI uri) {
        return uri.getScheme().equals("file");
    }

    private static Path local(Download download, URI uri) {
        Path file = Path.of(uri);
        try {
            if (download.size() < 0 && Files.size(file) > download.limit()) {
                throw new BuildException(file + " has " + Files.size(file) + " bytes, at most " + download.limit() + " are taken");
            }
            boolean sizeFits = download.size() < 0 || Files.size(file) == download.size();
            if (!sizeFits || download.checksum().isPresent() && !download.checksum().get().matches(file)) {
                throw new BuildException(file + " is not what the repository's metadata says: size or checksum differ; run createrepo_c again");
            }
            return file;
        } catch (NoSuchFileException e) {
            throw new AbsentException(file + " does not exist", e);
        } catch (IOException e) {
            throw new BuildException(file + " cannot be read: " + e, e);
        }
    }

    /** Without a checksum only what was fetched just now is right. */
    private static boolean isRight(Download download, Path file) throws IOException {
        if (download.size() >= 0 && Files.size(file) != download.size()) {
            return false;
        }
        return download.checksum().isPresent() && download.checksum().get().matches(file);
    }

    private Path fetchFromMirrors(Download download) {
        List<URI> left = new ArrayList<>(download.mirrors());
        left.sort(Comparator.comparing(mirror -> failed.contains(origin(mirror))));
        long pause = FIRST_PAUSE_MILLIS;
        for (int round = 1; ; round++) {
            IOException last = null;
            URI lastMirror = null;
            long asked = 0;
            for (URI mirror : List.copyOf(left)) {
                try {
                    return isLocal(mirror) ? local(download, mirror)
                            : new Transfer(client(download.transport()), download, mirror, options.stallTime()).run();
                } catch (IOException e) {
                    last = e;
                    lastMirror = mirror;
                    if (FetchFailure.isPermanent(e)) {
                        left.remove(mirror);
                    }
                    if (!(e instanceof FetchFailure failure)) {
                        failed.add(origin(mirror));
                    } else {
                        asked = Math.max(asked, failure.pauseSeconds());
                    }
                }
            }
            if (left.isEmpty() || round >= options.attempts()) {
                throw failed(download, lastMirror, last);
            }
            Stall.pause(Duration.ofMillis(Math.max(pause, asked * 1000)));
            pause *= 2;
        }
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
    }

    private static BuildException failed(Download download, URI mirror, IOException e) {
        int mirrors = download.mirrors().size();
        String message = "cannot fetch " + SafeUri.show(mirror) + (mirrors > 1 ? " nor the same from " + (mirrors - 1) + " other mirrors: " : ": ")
                + FetchFailure.reason(e);
        return e instanceof FetchFailure failure && failure.kind() == Kind.ABSENT ? new AbsentException(message, e) : new BuildException(message, e);
    }
}
