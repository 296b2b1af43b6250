package io.microcontainer.build.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a server said of a file's state (RFC 9110 section 8.8), kept beside the file, so that the file is not sent again while it is the same.
 */
final class Validators {

    private static final int LINES = 3;
    private static final long MAX_BYTES = 1 << 16;

    private Validators() {
    }

    private static Path file(Path target) {
        return target.resolveSibling(target.getFileName() + ".http");
    }

    /** Asks for the file only if it is another than the one at hand. Another mirror's word says nothing. */
    static void ask(HttpRequest.Builder request, URI mirror, Path target) throws IOException {
        Path file = file(target);
        if (!Files.exists(target) || !Files.exists(file) || Files.size(file) > MAX_BYTES) {
            return;
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() == LINES && lines.getFirst().equals(SafeUri.show(mirror))) {
            if (!lines.get(1).isEmpty()) {
                request.header("If-None-Match", lines.get(1));
            }
            if (!lines.get(2).isEmpty()) {
                request.header("If-Modified-Since", lines.get(2));
            }
        }
    }

    /** Forgets what was said; done before the file changes. */
    static void forget(Path target) throws IOException {
        Files.deleteIfExists(file(target));
    }

    /** Keeps what the server said of the file that is at the target now. */
    static void keep(HttpHeaders headers, URI mirror, Path target) throws IOException {
        String tag = headers.firstValue("ETag").orElse("");
        String modified = headers.firstValue("Last-Modified").orElse("");
        if (!tag.isEmpty() || !modified.isEmpty()) {
            Files.writeString(file(target), String.join("\n", SafeUri.show(mirror), tag, modified) + "\n");
        }
    }
}
