package io.microcontainer.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers the fields of an object that is to be written. What is absent is left out: null, and in the methods that say so
 * false and empty. Maps are sorted by key, so the same value is always the same text.
 */
public final class JsonFields {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode object = NODES.objectNode();

    private JsonFields() {
    }

    /** The object of a value. */
    public static ObjectNode of(JsonWritable value) {
        JsonFields fields = new JsonFields();
        value.write(fields);
        return fields.object;
    }

    /** A string, unless null. */
    public JsonFields string(String name, String value) {
        return node(name, value == null ? null : NODES.textNode(value));
    }

    /** A specification's word, unless null. */
    public JsonFields word(String name, JsonWord value) {
        return string(name, value == null ? null : value.word());
    }

    /** A signed number, unless null. */
    public JsonFields number(String name, Long value) {
        return node(name, value == null ? null : NODES.numberNode(value.longValue()));
    }

    /** A signed number, unless null. */
    public JsonFields number(String name, Integer value) {
        return node(name, value == null ? null : NODES.numberNode(value.intValue()));
    }

    /** A number whose 64 bits are unsigned, unless null. */
    public JsonFields unsigned(String name, Long value) {
        if (value == null || value >= 0) {
            return number(name, value);
        }
        return node(name, NODES.numberNode(new BigInteger(Long.toUnsignedString(value))));
    }

    /** A fraction in decimal, without needless zeros. */
    public JsonFields decimal(String name, BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        return node(name, NODES.numberNode(plain.scale() < 0 ? plain.setScale(0) : plain));
    }

    /** True or false, unless null. */
    public JsonFields bool(String name, Boolean value) {
        return node(name, value == null ? null : NODES.booleanNode(value));
    }

    /** True; false is left out. */
    public JsonFields flag(String name, boolean value) {
        return value ? node(name, NODES.booleanNode(true)) : this;
    }

    /** A list of strings, unless empty. */
    public JsonFields strings(String name, Collection<String> values) {
        return values.isEmpty() ? this : allStrings(name, values);
    }

    /** A list of strings, written also when empty. */
    public JsonFields allStrings(String name, Collection<String> values) {
        ArrayNode list = NODES.arrayNode(values.size());
        values.forEach(list::add);
        return node(name, list);
    }

    /** A list of a specification's words, unless empty. */
    public JsonFields words(String name, Collection<? extends JsonWord> values) {
        return strings(name, values.stream().map(JsonWord::word).toList());
    }

    /** A list of numbers, unless empty. */
    public JsonFields numbers(String name, Collection<? extends Number> values) {
        if (values.isEmpty()) {
            return this;
        }
        ArrayNode list = NODES.arrayNode(values.size());
        values.forEach(value -> list.add(value.longValue()));
        return node(name, list);
    }

    /** An object, unless null. */
    public JsonFields object(String name, JsonWritable value) {
        return node(name, value == null ? null : of(value));
    }

    /** A list of objects, unless empty. */
    public JsonFields objects(String name, Collection<? extends JsonWritable> values) {
        return values.isEmpty() ? this : allObjects(name, values);
    }

    /** A list of objects, written also when empty. */
    public JsonFields allObjects(String name, Collection<? extends JsonWritable> values) {
        ArrayNode list = NODES.arrayNode(values.size());
        values.forEach(value -> list.add(of(value)));
        return node(name, list);
    }

    /** An object of strings sorted by key, unless empty. */
    public JsonFields stringMap(String name, Map<String, String> values) {
        if (values.isEmpty()) {
            return this;
        }
        ObjectNode map = NODES.objectNode();
        new TreeMap<>(values).forEach(map::put);
        return node(name, map);
    }

    /** An object of objects sorted by key, unless empty. */
    public JsonFields objectMap(String name, Map<String, ? extends JsonWritable> values) {
        if (values.isEmpty()) {
            return this;
        }
        ObjectNode map = NODES.objectNode();
        new TreeMap<>(values).forEach((key, value) -> map.set(key, of(value)));
        return node(name, map);
    }

    /** A set written as an object of empty objects, sorted, unless empty: {@code {"80/tcp": {}}}. */
    public JsonFields keys(String name, Collection<String> values) {
        if (values.isEmpty()) {
            return this;
        }
        ObjectNode map = NODES.objectNode();
        values.stream().sorted().forEach(key -> map.set(key, NODES.objectNode()));
        return node(name, map);
    }

    /** A value as it is, unless null. */
    public JsonFields node(String name, JsonNode value) {
        if (value != null && object.replace(name, value) != null) {
            throw new IllegalArgumentException("the field " + name + " is written twice");
        }
        return this;
    }

    /** The fields that were read and not understood, sorted by name. */
    public JsonFields unknown(Map<String, JsonNode> fields) {
        new TreeMap<>(fields).forEach(this::node);
        return this;
    }
}
