package io.microcontainer.build.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.ByteText;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * GET /v2/NAME/manifests/REFERENCE: a manifest or index by tag or digest.
 *
 * @param selector the tag or digest
 */
record FetchManifest(RemoteImage image, String selector) implements RegistryCall<Optional<FetchManifest.Fetched>> {

    /**
     * A manifest or index.
     *
     * @param mediaType what it says to be
     * @param digest    of its bytes
     */
    record Fetched(String mediaType, Digest digest, byte[] bytes) {
    }

    @Override
    public String what() {
        return "fetching the manifest " + selector + " of " + image;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public URI uri() {
        return image.api("manifests/" + selector);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Accept", String.join(", ", MediaType.OCI_INDEX, MediaType.OCI_MANIFEST, MediaType.DOCKER_MANIFEST_LIST,
                MediaType.DOCKER_MANIFEST));
    }

    /** Empty if there is none. */
    @Override
    public Optional<Fetched> answer(RegistryAnswer answer) throws IOException {
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw answer.refused(what());
        }
        byte[] bytes = answer.document();
        Digest digest = digest(bytes, answer);
        String header = answer.header("Content-Type").map(text -> text.replaceFirst(";.*", "").trim()).orElse("");
        JsonNode root = JsonDocument.parse(bytes, image + ": manifest " + selector).root();
        String type = root.path("mediaType").asText(header);
        boolean known = MediaType.isManifest(type) || MediaType.isIndex(type);
        boolean same = type.equals(header) || !MediaType.isManifest(header) && !MediaType.isIndex(header);
        if (!known || !same || root.path("schemaVersion").asInt() == 1) {
            throw new BuildException(what() + " failed: it is " + (root.path("schemaVersion").asInt() == 1 || MediaType.DOCKER_SCHEMA_1.contains(type)
                    ? "of Docker's old schema 1; push the image again with a current tool"
                    : "of the type \"" + ByteText.printable(known ? header : type) + "\"" + (known ? " to the server, but says " + type : "")
                            + ", expected an image manifest or index"));
        }
        return Optional.of(new Fetched(type, digest, bytes));
    }

    /** What was asked for by digest must have it; what a tag names must have the digest that the server itself gives. */
    private Digest digest(byte[] bytes, RegistryAnswer answer) {
        Optional<String> expected = selector.indexOf(':') > 0 ? Optional.of(selector) : answer.header("Docker-Content-Digest");
        Digest own = Digest.sha256(bytes);
        if (expected.isEmpty() || expected.get().equals(own.toString())) {
            return own;
        }
        Digest digest;
        try {
            digest = Digest.parse(expected.get());
        } catch (IllegalArgumentException e) {
            throw new BuildException(what() + " failed: the server gives \"" + ByteText.printable(expected.get()) + "\" as its digest", e);
        }
        digest.verify(bytes, image + ": manifest " + selector);
        return digest;
    }
}
