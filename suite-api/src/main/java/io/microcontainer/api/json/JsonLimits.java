package io.microcontainer.api.json;

/**
 * What a document may cost its reader.
 *
 * @param maxBytes  size of the whole text in bytes
 * @param maxDepth  lists and objects that may lie in one another
 * @param maxValues values of all kinds; one takes up to fifty times its text in memory
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxValues) {

    /** Enough for every document of the OCI specifications: 4 MiB, 200 levels, 200,000 values. */
    public static final JsonLimits DEFAULT = new JsonLimits(4 << 20, 200, 200_000);

    public JsonLimits {
        if (maxBytes < 1 || maxDepth < 1 || maxDepth > 1000 || maxValues < 1) {
            throw new IllegalArgumentException("limits of " + maxBytes + " bytes, " + maxDepth + " levels and " + maxValues + " values make no sense");
        }
    }

    /** These limits with another size. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, maxDepth, maxValues);
    }

    /** These limits with another number of values. */
    public JsonLimits withMaxValues(int values) {
        return new JsonLimits(maxBytes, maxDepth, values);
    }
}
