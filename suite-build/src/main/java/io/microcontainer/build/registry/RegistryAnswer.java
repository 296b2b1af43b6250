package io.microcontainer.build.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.tree.ByteText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a server answers.
 *
 * @param status  of HTTP
 * @param headers of the answer
 * @param uri     that answered, after redirections
 * @param body    read once, closed by the client
 */
record RegistryAnswer(int status, HttpHeaders headers, URI uri, InputStream body) {

    private static final int MAX_DOCUMENT = 4 << 20;
    private static final int MAX_REASON = 300;

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The Location header as an absolute URL. */
    URI location() {
        try {
            return SafeUri.redirected(uri, header("Location"));
        } catch (IllegalArgumentException e) {
            throw new BuildException(SafeUri.show(uri) + " answers " + status + " without a usable Location (" + e.getMessage() + ")", e);
        }
    }

    /** The body of a document, which is at most 4 MiB long. */
    byte[] document() throws IOException {
        byte[] bytes = body.readNBytes(MAX_DOCUMENT + 1);
        if (bytes.length > MAX_DOCUMENT) {
            throw new BuildException(SafeUri.show(uri) + " answers with more than " + MAX_DOCUMENT + " bytes, which no such document has");
        }
        return bytes;
    }

    /** The error that says that this is not what was hoped for, with the registry's own reason. */
    BuildException refused(String what) throws IOException {
        String hint = switch (status) {
            case 401 -> " (log in with `docker login` or `podman login`, or give https://user:password@ in the URL)";
            case 403 -> " (not allowed for this user)";
            case 404 -> " (not there)";
            case 413 -> " (too large for this registry)";
            default -> "";
        };
        return new BuildException(what + " failed: " + uri.getScheme() + "://" + uri.getRawAuthority() + " answers " + status + hint + reason());
    }

    /** {@code errors} of distribution-spec, "Error Codes". */
    private String reason() throws IOException {
        byte[] text = body.readNBytes(64 << 10);
        String reason = "";
        try {
            JsonNode first = JsonDocument.parse(text, "error").root().path("errors").path(0);
            reason = (first.path("code").asText("") + " " + first.path("message").asText("")).trim();
        } catch (JsonException _) {
            // A proxy's page or nothing.
        }
        String shown = ByteText.printable(reason);
        return shown.isEmpty() ? "" : ": " + shown.substring(0, Math.min(MAX_REASON, shown.length()));
    }
}
