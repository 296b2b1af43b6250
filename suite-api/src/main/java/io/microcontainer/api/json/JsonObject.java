package io.microcontainer.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads one object of a document field by field. Nothing is converted: a string stays a string, {@code 1.0} is no integer.
 * A field that is absent or null gives null, false or an empty collection, and an error from the {@code required} methods;
 * null inside a list or map is always an error. What has not been asked for is {@link #unknown()}.
 */
public final class JsonObject {

    private static final BigInteger UINT32_MAX = BigInteger.valueOf(0xffff_ffffL);
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final JsonDocument document;
    private final JsonPath path;
    private final ObjectNode object;
    private final Set<String> known = new HashSet<>();

    JsonObject(JsonDocument document, JsonPath path, ObjectNode object) {
        this.document = document;
        this.path = path;
        this.object = object;
    }

    /** Where this object stands in its document. */
    public JsonPath path() {
        return path;
    }

    /** Whether the field is there and not null; asking does not make it known. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** An error about a field of this object, to be thrown by the caller. */
    public JsonException error(String name, String problem) {
        return document.error(path.field(name), problem);
    }

    /** An error about this object as a whole, to be thrown by the caller. */
    public JsonException error(String problem) {
        return document.error(path, problem);
    }

    /** A string, or null. */
    public String string(String name) {
        JsonNode value = field(name);
        return value == null ? null : text(path.field(name), value);
    }

    /** A string, or null; an empty one counts as absent, as in Go, whose tools write most of these documents. */
    public String text(String name) {
        String value = string(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A string that must be there. */
    public String requiredString(String name) {
        return required(name, string(name), "a string");
    }

    /**
     * A value made of a string, or null if absent.
     *
     * @param parser makes the value; its IllegalArgumentException's message becomes the error's
     */
    public <T> T parsed(String name, Function<String, T> parser) {
        String text = string(name);
        return text == null ? null : parse(path.field(name), text, parser);
    }

    /** A value made of a string that must be there. */
    public <T> T requiredParsed(String name, Function<String, T> parser) {
        return parse(path.field(name), requiredString(name), parser);
    }

    /** Values made of a list of strings. */
    public <T> List<T> parsedList(String name, Function<String, T> parser) {
        return list(name, (place, value) -> parse(place, text(place, value), parser));
    }

    /** True or false; false if absent. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(bool(name));
    }

    /** True or false, or null if absent. */
    public Boolean bool(String name) {
        JsonNode value = field(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(path.field(name), value, "true or false");
        }
        return value == null ? null : value.booleanValue();
    }

    /** A signed number of 64 bits, or null. */
    public Long int64(String name) {
        BigInteger number = number(name, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
        return number == null ? null : number.longValue();
    }

    /** A signed number of 64 bits, or another if absent. */
    public long int64(String name, long absent) {
        Long number = int64(name);
        return number == null ? absent : number;
    }

    /** A signed number of 64 bits that must be there. */
    public long requiredInt64(String name) {
        return required(name, int64(name), "an integer");
    }

    /** A signed number of 32 bits, or null. */
    public Integer int32(String name) {
        BigInteger number = number(name, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE));
        return number == null ? null : number.intValue();
    }

    /** A signed number of 32 bits that must be there. */
    public int requiredInt32(String name) {
        return required(name, int32(name), "an integer");
    }

    /** A number from 0 to 4294967295, or null. */
    public Long uint32(String name) {
        BigInteger number = number(name, BigInteger.ZERO, UINT32_MAX);
        return number == null ? null : number.longValue();
    }

    /** A number from 0 to 4294967295, or another if absent. */
    public long uint32(String name, long absent) {
        Long number = uint32(name);
        return number == null ? absent : number;
    }

    /** A number from 0 to 4294967295 that must be there. */
    public long requiredUint32(String name) {
        return required(name, uint32(name), "an integer");
    }

    /** A number from 0 to 2^64-1 as 64 unsigned bits, or null; see {@link Long#toUnsignedString(long)}. */
    public Long uint64(String name) {
        BigInteger number = number(name, BigInteger.ZERO, UINT64_MAX);
        return number == null ? null : number.longValue();
    }

    /** A number from 0 to 2^64-1 as 64 unsigned bits, or another if absent. */
    public long uint64(String name, long absent) {
        Long number = uint64(name);
        return number == null ? absent : number;
    }

    /** A number from 0 to 2^64-1 as 64 unsigned bits that must be there. */
    public long requiredUint64(String name) {
        return required(name, uint64(name), "an integer");
    }

    /** A number from 0 to 65535, or null. */
    public Integer uint16(String name) {
        BigInteger number = number(name, BigInteger.ZERO, BigInteger.valueOf(0xffff));
        return number == null ? null : number.intValue();
    }

    /** A list of numbers from 0 to 4294967295. */
    public List<Long> uint32List(String name) {
        return list(name, (place, value) -> integer(place, value, BigInteger.ZERO, UINT32_MAX).longValue());
    }

    /** One of a specification's words, or null if absent or empty. */
    public <E extends JsonWord> E word(String name, E[] allowed) {
        JsonNode value = field(name);
        return value == null || value.isTextual() && value.textValue().isEmpty() ? null : word(path.field(name), value, allowed);
    }

    /** One of a specification's words, which must be there. */
    public <E extends JsonWord> E requiredWord(String name, E[] allowed) {
        return required(name, word(name, allowed), oneOf(allowed));
    }

    /** A list of a specification's words. */
    public <E extends JsonWord> List<E> words(String name, E[] allowed) {
        return list(name, (place, value) -> word(place, value, allowed));
    }

    /** A list of strings. */
    public List<String> strings(String name) {
        return list(name, this::text);
    }

    /** A value made of an object, or null if absent. */
    public <T> T object(String name, Function<? super JsonObject, ? extends T> reader) {
        JsonNode value = field(name);
        return value == null ? null : reader.apply(object(path.field(name), value));
    }

    /** A value made of an object that must be there. */
    public <T> T requiredObject(String name, Function<? super JsonObject, ? extends T> reader) {
        return required(name, this.<T>object(name, reader), "an object");
    }

    /** Values made of a list of objects. */
    public <T> List<T> objects(String name, Function<? super JsonObject, ? extends T> reader) {
        return list(name, (place, value) -> reader.apply(object(place, value)));
    }

    /** Refuses the absence of a field of any kind. */
    public JsonObject require(String name, String expected) {
        required(name, field(name), expected);
        return this;
    }

    /** An object whose values are strings, sorted by key. */
    public Map<String, String> stringMap(String name) {
        return map(name, this::text);
    }

    /** An object whose values are objects, sorted by key. */
    public <T> Map<String, T> objectMap(String name, Function<? super JsonObject, ? extends T> reader) {
        return map(name, (place, value) -> reader.apply(object(place, value)));
    }

    /** The keys of an object of empty objects, sorted: how Go spells a set. */
    public Set<String> keys(String name) {
        return Collections.unmodifiableSet(new TreeSet<>(map(name, this::object).keySet()));
    }

    /** A value of any kind, or null. */
    public JsonNode node(String name) {
        return field(name);
    }

    /** The fields that no other method has been asked for, with their values, null ones too; to be called last. */
    public Map<String, JsonNode> unknown() {
        Map<String, JsonNode> rest = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                rest.put(field.getKey(), field.getValue());
            }
        });
        return Collections.unmodifiableMap(rest);
    }

    private JsonNode field(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private <T> T required(String name, T value, String expected) {
        if (value == null) {
            throw error(name, "the field is missing, expected " + expected);
        }
        return value;
    }

    private <T> List<T> list(String name, BiFunction<JsonPath, JsonNode, T> reader) {
        JsonNode value = field(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array)) {
            throw wrong(path.field(name), value, "a list");
        }
        List<T> result = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            result.add(reader.apply(path.field(name).element(result.size()), element));
        }
        return List.copyOf(result);
    }

    private <T> Map<String, T> map(String name, BiFunction<JsonPath, JsonNode, T> reader) {
        JsonNode value = field(name);
        Map<String, T> result = new TreeMap<>();
        if (value != null) {
            object(path.field(name), value).object.properties().forEach(entry ->
                    result.put(entry.getKey(), reader.apply(path.field(name).field(entry.getKey()), entry.getValue())));
        }
        return Collections.unmodifiableMap(result);
    }

    private JsonObject object(JsonPath place, JsonNode value) {
        if (value instanceof ObjectNode node) {
            return new JsonObject(document, place, node);
        }
        throw wrong(place, value, "an object");
    }

    private String text(JsonPath place, JsonNode value) {
        if (!value.isTextual()) {
            throw wrong(place, value, "a string");
        }
        return value.textValue();
    }

    private <T> T parse(JsonPath place, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw document.error(place, e.getMessage());
        }
    }

    private <E extends JsonWord> E word(JsonPath place, JsonNode value, E[] allowed) {
        for (E one : allowed) {
            if (one.word().equals(value.textValue())) {
                return one;
            }
        }
        throw wrong(place, value, oneOf(allowed));
    }

    private static String oneOf(JsonWord[] allowed) {
        return Arrays.stream(allowed).map(JsonWord::word).collect(Collectors.joining(", ", "one of ", ""));
    }

    private BigInteger number(String name, BigInteger min, BigInteger max) {
        JsonNode value = field(name);
        return value == null ? null : integer(path.field(name), value, min, max);
    }

    private BigInteger integer(JsonPath place, JsonNode value, BigInteger min, BigInteger max) {
        if (!value.isIntegralNumber()) {
            throw wrong(place, value, "an integer");
        }
        BigInteger number = value.bigIntegerValue();
        if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
            throw wrong(place, value, "an integer from " + min + " to " + max);
        }
        return number;
    }

    private JsonException wrong(JsonPath place, JsonNode value, String expected) {
        return document.error(place, "found " + JsonKind.of(value) + ", expected " + expected);
    }
}
