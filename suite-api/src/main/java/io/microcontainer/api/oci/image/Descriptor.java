package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What and where content is; image-spec descriptor.md.
 *
 * @param mediaType    type of the content
 * @param digest       name of the content
 * @param size         of the content in bytes
 * @param urls         where else it can be fetched
 * @param annotations  by key
 * @param data         the content itself in base64, or null
 * @param artifactType type of an artifact that the content is the manifest of, or null
 * @param platform     that a manifest is for, or null
 * @param unknown      fields that were read and not understood
 */
public record Descriptor(String mediaType, Digest digest, long size, List<String> urls, Map<String, String> annotations, String data,
                         String artifactType, Platform platform, Map<String, JsonNode> unknown) implements JsonWritable {

    public Descriptor {
        urls = List.copyOf(urls);
        annotations = Sorted.map(annotations);
        if (size < 0) {
            throw new IllegalArgumentException("a size of " + size + " bytes cannot be");
        }
    }

    /** A descriptor of only the required fields. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, List.of(), Map.of(), null, null, null, Map.of());
    }

    /** A descriptor of content in memory. */
    public static Descriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    public static Descriptor read(JsonObject in) {
        Descriptor read = new Descriptor(in.requiredParsed("mediaType", MediaType::checked), in.requiredParsed("digest", Digest::parse), size(in),
                in.strings("urls"), in.stringMap("annotations"), in.string("data"),
                in.parsed("artifactType", MediaType::checked), in.object("platform", Platform::read), in.unknown());
        if (read.data != null) {
            checkData(in, read);
        }
        return read;
    }

    /** The embedded content, already verified when the descriptor was read. */
    public Optional<byte[]> embedded() {
        return data == null ? Optional.empty() : Optional.of(Base64.getDecoder().decode(data));
    }

    /** The tag in an image layout's index, {@code org.opencontainers.image.ref.name}. */
    public Optional<String> refName() {
        return Optional.ofNullable(annotations.get(Annotations.REF_NAME));
    }

    public Descriptor withAnnotations(Map<String, String> newAnnotations) {
        return new Descriptor(mediaType, digest, size, urls, newAnnotations, data, artifactType, platform, unknown);
    }

    public Descriptor withPlatform(Platform newPlatform) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, artifactType, newPlatform, unknown);
    }

    public Descriptor withArtifactType(String newArtifactType) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, newArtifactType, platform, unknown);
    }

    @Override
    public void write(JsonFields out) {
        out.string("mediaType", mediaType).string("digest", digest.toString()).number("size", size)
                .strings("urls", urls).stringMap("annotations", annotations).string("data", data)
                .string("artifactType", artifactType).object("platform", platform).unknown(unknown);
    }

    private static long size(JsonObject in) {
        long size = in.requiredInt64("size");
        if (size < 0) {
            throw in.error("size", "found " + size + ", expected a number of bytes, 0 or more");
        }
        return size;
    }

    /** Embedded data that differs from the named content must not be used (descriptor.md, "Embedded Content"). */
    private static void checkData(JsonObject in, Descriptor read) {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(read.data);
        } catch (IllegalArgumentException e) {
            throw in.error("data", "the embedded content is not base64");
        }
        boolean same = content.length == read.size
                && read.digest.known().map(algorithm -> Digest.of(algorithm, update(algorithm.start(), content)).equals(read.digest)).orElse(false);
        if (!same) {
            throw in.error("data", "the embedded content is not what digest and size name");
        }
    }

    private static MessageDigest update(MessageDigest computation, byte[] content) {
        computation.update(content);
        return computation;
    }
}
