package io.microcontainer.api.json;

import io.microcontainer.api.error.SuiteException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

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

    private JsonException(String source, String problem, IOException cause) {
        super(1, source + ": " + problem, cause);
        this.source = source;
        this.path = JsonPath.ROOT.toString();
    }

    static JsonException unreadable(String source, IOException cause) {
        String problem = switch (cause) {
            case NoSuchFileException _ -> "the file does not exist";
            case AccessDeniedException _ -> "the file cannot be read: permission denied";
            default -> "the file cannot be read: " + cause.getMessage();
        };
        return new JsonException(source, problem, cause);
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
