package io.microcontainer.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A JSON text read strictly: UTF-8, no repeated names, no NUL characters, nothing after the value, bounded size and depth.
 * It keeps the text, so that a later complaint about a value can still name its line and column.
 */
public final class JsonDocument {

    private final String source;
    private final byte[] text;
    private final JsonLimits limits;
    private final JsonNode root;

    private JsonDocument(String source, byte[] text, JsonLimits limits) {
        this.source = source;
        this.text = text;
        this.limits = limits;
        this.root = new TreeReader(source, limits).read(text);
    }

    /**
     * Reads a text in memory.
     *
     * @param text   the UTF-8 text, not changed by the caller afterwards
     * @param source the document's name for messages
     * @throws JsonException if the text is not strict JSON or exceeds the limits
     */
    public static JsonDocument parse(byte[] text, String source, JsonLimits limits) {
        if (text.length > limits.maxBytes()) {
            throw tooLarge(source, limits);
        }
        return new JsonDocument(source, text, limits);
    }

    /** Reads a text in memory within {@link JsonLimits#DEFAULT}. */
    public static JsonDocument parse(byte[] text, String source) {
        return parse(text, source, JsonLimits.DEFAULT);
    }

    /**
     * Reads a stream to its end, or until the limit is passed; does not close it.
     *
     * @throws JsonException if the text is not strict JSON or exceeds the limits
     * @throws IOException   if the stream fails
     */
    public static JsonDocument read(InputStream in, String source, JsonLimits limits) throws IOException {
        byte[] text = in.readNBytes(limits.maxBytes());
        if (text.length == limits.maxBytes() && in.read() >= 0) {
            throw tooLarge(source, limits);
        }
        return new JsonDocument(source, text, limits);
    }

    /**
     * Reads a file.
     *
     * @throws JsonException if the file cannot be read, its text is not strict JSON or exceeds the limits
     */
    public static JsonDocument read(Path file, JsonLimits limits) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), limits);
        } catch (IOException e) {
            throw JsonException.unreadable(file.toString(), e);
        }
    }

    /** The document's name for messages. */
    public String source() {
        return source;
    }

    /** The value as it stands; not to be changed. */
    public JsonNode root() {
        return root;
    }

    /**
     * Makes a value of the document's object.
     *
     * @throws JsonException if the document is not an object, or the reader refuses it
     */
    public <T> T object(Function<? super JsonObject, ? extends T> reader) {
        if (root instanceof ObjectNode object) {
            return reader.apply(new JsonObject(this, JsonPath.ROOT, object));
        }
        throw error(JsonPath.ROOT, "found " + JsonKind.of(root) + ", expected an object");
    }

    /** An error at a place of this document, to be thrown by the caller. */
    public JsonException error(JsonPath path, String problem) {
        return new JsonException(source, path, problem, new TreeReader(source, limits).locate(text, path), null);
    }

    private static JsonException tooLarge(String source, JsonLimits limits) {
        return new JsonException(source, JsonPath.ROOT, "the document is larger than " + limits.maxBytes() + " bytes, the most that is read", null, null);
    }
}
