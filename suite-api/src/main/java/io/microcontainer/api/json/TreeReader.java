package io.microcontainer.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Builds the tree of a JSON text. It takes the place of an ObjectMapper, whose first use costs a cold JVM more than all of
 * the reading; a tree built here also lets every error name its path.
 */
final class TreeReader {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxNumberLength(100)
                    .maxNameLength(64 << 10)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String source;
    private final JsonLimits limits;
    private int values;

    TreeReader(String source, JsonLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** Reads the one value of a text. */
    JsonNode read(byte[] text) {
        refuseOtherEncodings(text);
        try (JsonParser in = FACTORY.createParser(text)) {
            if (next(in, JsonPath.ROOT) == null) {
                throw new JsonException(source, JsonPath.ROOT, "the document is empty, expected a JSON value", null, null);
            }
            JsonNode root = value(in, JsonPath.ROOT, 0);
            if (next(in, JsonPath.ROOT) != null) {
                throw error(in, JsonPath.ROOT, "found more text after the end of the document");
            }
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException("reading bytes in memory cannot fail", e);
        }
    }

    /** Finds where in the text a path leads to, or its nearest parent that exists; null if even that fails. */
    TextPlace locate(byte[] text, JsonPath path) {
        TextPlace place = null;
        try (JsonParser in = FACTORY.createParser(text)) {
            in.nextToken();
            place = TextPlace.of(in.currentTokenLocation());
            for (Object step : path.steps()) {
                if (!descend(in, step)) {
                    return place;
                }
                place = TextPlace.of(in.currentTokenLocation());
            }
            return place;
        } catch (IOException e) {
            return place;
        }
    }

    private static boolean descend(JsonParser in, Object step) throws IOException {
        int position = 0;
        boolean inObject = in.currentToken() == JsonToken.START_OBJECT;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY && token != null; token = in.nextToken()) {
            boolean found;
            if (inObject) {
                found = in.currentName().equals(step);
                in.nextToken();
            } else {
                found = Integer.valueOf(position++).equals(step);
            }
            if (found) {
                return true;
            }
            in.skipChildren();
        }
        return false;
    }

    private JsonNode value(JsonParser in, JsonPath path, int depth) throws IOException {
        if (++values > limits.maxValues()) {
            throw error(in, path, "the document has more than " + limits.maxValues() + " values, the most that are read");
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in, path, deeper(in, path, depth));
            case START_ARRAY -> list(in, path, deeper(in, path, depth));
            default -> scalar(in, path);
        };
    }

    /** The parser looks into strings and numbers only when asked for them, so it complains only here. */
    private JsonNode scalar(JsonParser in, JsonPath path) throws IOException {
        try {
            return scalarValue(in, path);
        } catch (JsonProcessingException e) {
            throw broken(path, e);
        } catch (NumberFormatException e) {
            throw error(in, path, "found a number that cannot be represented");
        }
    }

    private JsonNode scalarValue(JsonParser in, JsonPath path) throws IOException {
        return switch (in.currentToken()) {
            case VALUE_STRING -> NODES.textNode(checked(in, path, in.getText()));
            case VALUE_NUMBER_INT -> integer(in);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw error(in, path, "found " + in.currentToken() + ", expected a value");
        };
    }

    private JsonNode object(JsonParser in, JsonPath path, int depth) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (next(in, path) != JsonToken.END_OBJECT) {
            String name = in.currentName();
            JsonPath place = path.field(name);
            checked(in, place, name);
            if (object.has(name)) {
                throw error(in, place, "the name is given twice in one object");
            }
            next(in, place);
            object.set(name, value(in, place, depth));
        }
        return object;
    }

    private JsonNode list(JsonParser in, JsonPath path, int depth) throws IOException {
        ArrayNode list = NODES.arrayNode();
        while (next(in, path.element(list.size())) != JsonToken.END_ARRAY) {
            list.add(value(in, path.element(list.size()), depth));
        }
        return list;
    }

    private static JsonNode integer(JsonParser in) throws IOException {
        return switch (in.getNumberType()) {
            case INT -> NODES.numberNode(in.getIntValue());
            case LONG -> NODES.numberNode(in.getLongValue());
            default -> NODES.numberNode(in.getBigIntegerValue());
        };
    }

    private int deeper(JsonParser in, JsonPath path, int depth) {
        if (depth >= limits.maxDepth()) {
            throw error(in, path, "lists and objects lie more than " + limits.maxDepth() + " levels deep");
        }
        return depth + 1;
    }

    /** No C string and no file holds NUL, and no UTF-8 text half of a surrogate pair. */
    private String checked(JsonParser in, JsonPath path, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw error(in, path, "found a NUL character in a string, which no program can be given");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw error(in, path, "found half of a surrogate pair in a string, expected whole characters");
            }
        }
        return text;
    }

    private JsonToken next(JsonParser in, JsonPath path) throws IOException {
        try {
            return in.nextToken();
        } catch (JsonProcessingException e) {
            throw broken(path, e);
        }
    }

    private JsonException broken(JsonPath path, JsonProcessingException e) {
        return new JsonException(source, path, "the JSON is broken: " + Quoted.clean(withoutPlace(e.getOriginalMessage()), 200), TextPlace.of(e.getLocation()), e);
    }

    /** Jackson names the place where a value began in words of its own; the place where reading ended is told anyway. */
    private static String withoutPlace(String message) {
        int place = message.indexOf(" (start marker at");
        return place < 0 ? message : message.substring(0, place);
    }

    private JsonException error(JsonParser in, JsonPath path, String problem) {
        return new JsonException(source, path, problem, TextPlace.of(in.currentTokenLocation()), null);
    }

    /** RFC 8259 section 8.1 wants UTF-8; the parser would guess UTF-16 and UTF-32 from zero bytes and byte order marks. */
    private void refuseOtherEncodings(byte[] text) {
        for (int i = 0; i < Math.min(4, text.length); i++) {
            int b = text[i] & 0xff;
            if (b == 0 || b >= 0xfe) {
                throw new JsonException(source, JsonPath.ROOT, "the document is not UTF-8 text", null, null);
            }
        }
    }
}
