package io.microcontainer.api.json;

import com.fasterxml.jackson.databind.JsonNode;

/** What a value is, in the words of a message. */
final class JsonKind {

    private JsonKind() {
    }

    static String of(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "the string " + Quoted.of(node.textValue());
            case NUMBER -> "the number " + Quoted.clean(node.asText(), 40);
            case BOOLEAN -> node.booleanValue() ? "true" : "false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL, MISSING -> "null";
            case BINARY, POJO -> throw new IllegalArgumentException("not a value of a JSON text: " + node.getNodeType());
        };
    }
}
