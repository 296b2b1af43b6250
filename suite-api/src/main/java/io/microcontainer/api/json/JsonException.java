package io.microcontainer.api.json;

import io.microcontainer.api.error.SuiteException;

/**
 * A JSON document that cannot be read: broken syntax, a value of the wrong kind, a missing field. The message names the
 * document, the place as a path such as {@code $.mounts[2].options[1]}, what stands there and what belongs there.
 */
public final class JsonException extends SuiteException {

    private static final long serialVersionUID = 1L;

    private final String source;
    private final String path;

    /**
     * @param source  the document's name for the user, such as its file name
     * @param path    where in the document
     * @param problem what was found there and what was expected
     * @param place   line and column, or null when unknown
     * @param cause   what lies underneath, or null
     */
    JsonException(String source, JsonPath path, String problem, TextPlace place, Throwable cause) {
        super(1, source + ": " + path + ": " + problem + (place == null ? "" : " (" + place + ")"), cause);
        this.source = source;
        this.path = path.toString();
    }

    /** The document's name, such as {@code config.json}. */
    public String source() {
        return source;
    }

    /** The place in the document, such as {@code $.mounts[2].options[1]}. */
    public String path() {
        return path;
    }
}
