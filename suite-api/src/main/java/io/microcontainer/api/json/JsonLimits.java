package io.microcontainer.api.json;

/**
 * What a document may cost its reader.
 *
 * @param maxBytes size of the whole text in bytes
 * @param maxDepth lists and objects that may lie in one another
 */
public record JsonLimits(int maxBytes, int maxDepth) {

    /** Enough for every document of the OCI specifications: 4 MiB, 200 levels. */
    public static final JsonLimits DEFAULT = new JsonLimits(4 << 20, 200);

    public JsonLimits {
        if (maxBytes < 1 || maxDepth < 1 || maxDepth > 1000) {
            throw new IllegalArgumentException("limits of " + maxBytes + " bytes and " + maxDepth + " levels make no sense");
        }
    }

    /** These limits with another size. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, maxDepth);
    }
}
