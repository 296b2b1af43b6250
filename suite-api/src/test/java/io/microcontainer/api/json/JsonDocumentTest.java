package io.microcontainer.api.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {

    private enum Colour implements JsonWord {
        RED, GREEN;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static JsonDocument parse(String text) {
        return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    private static String refusal(String text) {
        return assertThrows(JsonException.class, () -> parse(text)).getMessage();
    }

    private static String refusal(String text, Function<JsonObject, ?> reader) {
        return assertThrows(JsonException.class, () -> parse(text).object(reader)).getMessage();
    }

    @Test
    void namesFilePathFindingExpectationAndPlace() {
        String text = """
                {
                  "mounts": [
                    {},
                    {},
                    {"options": ["nosuid", null]}
                  ]
                }
                """;
        assertEquals("config.json: $.mounts[2].options[1]: found null, expected a string (line 5, column 28)",
                refusal(text, in -> in.objects("mounts", mount -> mount.strings("options"))));
    }

    @Test
    void aMissingFieldIsPlacedAtItsObject() {
        assertEquals("config.json: $.root.path: the field is missing, expected a string (line 2, column 8)",
                refusal("{\n\"root\":{\"x\":1}}", in -> in.object("root", root -> root.requiredString("path"))));
    }

    @Test
    void repeatedNamesAreRefusedAtAnyDepth() {
        assertEquals("config.json: $.a[1].b: the name is given twice in one object (line 1, column 22)",
                refusal("{\"a\":[{\"b\":1},{\"b\":1,\"b\":2}]}"));
        // The second spelling of the name differs only by an escape.
        assertTrue(refusal("{\"ab\":1,\"a\\u0062\":2}").startsWith("config.json: $.ab: the name is given twice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{", "{\"a\":1", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":NaN}",
        "{\"a\":tru}", "{} {}", "{}x", "{} // comment", "/* */ {}", "{\"a\":\"\\x\"}", "{\"a\":\"line\nbreak\"}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}",
        "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}", "\u00a0{}"})
    void brokenTextIsOneClearError(String text) {
        String message = refusal(text);
        assertTrue(message.startsWith("config.json: $"), message);
        assertTrue(message.indexOf('\n') < 0 && message.length() < 400, message);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] invalid = {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'};
        assertThrows(JsonException.class, () -> JsonDocument.parse(invalid, "x"));
        assertThrows(JsonException.class, () -> JsonDocument.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16), "x"));
        assertThrows(JsonException.class, () -> JsonDocument.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE), "x"));
        assertThrows(JsonException.class, () -> JsonDocument.parse("{\"a\":1}".getBytes(Charset.forName("UTF-32")), "x"));
    }

    @Test
    void depthIsBounded() {
        assertEquals(1, parse("[".repeat(200) + "]".repeat(200)).root().size());
        assertTrue(refusal("[".repeat(201) + "]".repeat(201)).contains("more than 200 levels deep"));
        assertTrue(refusal("{\"a\":".repeat(100_000)).contains("more than 200 levels deep"));
    }

    @Test
    void theNumberOfValuesIsBounded() {
        assertEquals(199_999, parse("[" + "{},".repeat(199_998) + "{}]").root().size());
        assertTrue(refusal("[" + "{},".repeat(199_999) + "{}]").startsWith("config.json: $[199999]: the document has more than 200000 values"));
        assertEquals(1, assertThrows(JsonException.class, () -> JsonDocument.parse("[0,0]".getBytes(StandardCharsets.UTF_8), "x",
                JsonLimits.DEFAULT.withMaxValues(2))).exitStatus());
    }

    @Test
    void sizeIsBoundedWithoutReadingAll() throws IOException {
        JsonLimits limits = JsonLimits.DEFAULT.withMaxBytes(100);
        byte[] fits = ("\"" + "x".repeat(98) + "\"").getBytes(StandardCharsets.UTF_8);
        assertEquals(98, JsonDocument.read(new ByteArrayInputStream(fits), "x", limits).root().textValue().length());
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };
        JsonException e = assertThrows(JsonException.class, () -> JsonDocument.read(endless, "big.json", limits));
        assertEquals("big.json: $: the document is larger than 100 bytes, the most that is read", e.getMessage());
        assertThrows(JsonException.class, () -> JsonDocument.parse(new byte[101], "x", limits));
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("config.json");
        assertEquals(missing + ": the file does not exist",
                assertThrows(JsonException.class, () -> JsonDocument.read(missing, JsonLimits.DEFAULT)).getMessage());
        assertTrue(assertThrows(JsonException.class, () -> JsonDocument.read(directory, JsonLimits.DEFAULT)).getMessage().contains("cannot be read: "));
        Files.writeString(missing, "{\"a\":1");
        assertTrue(assertThrows(JsonException.class, () -> JsonDocument.read(missing, JsonLimits.DEFAULT)).getMessage().startsWith(missing + ": $"));
    }

    @Test
    void longNumbersAreRefusedQuickly() {
        assertTrue(refusal("{\"a\":" + "9".repeat(200_000) + "}").contains("broken"));
        assertTrue(refusal("{\"a\":1e99999999999999}").contains("cannot be represented"));
        assertTrue(refusal("{\"a\":1e999999999}", in -> in.int64("a")).contains("expected an integer"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"1\"|found the string \"1\", expected an integer",
        "1.0|found the number 1.0, expected an integer",
        "1e2|expected an integer",
        "true|found true, expected an integer",
        "[]|found a list, expected an integer",
        "{}|found an object, expected an integer",
        "9223372036854775808|expected an integer from -9223372036854775808 to 9223372036854775807",
    })
    void nothingBecomesANumber(String value, String expected) {
        String message = refusal("{\"a\":" + value + "}", in -> in.int64("a"));
        assertTrue(message.contains("$.a: ") && message.contains(expected), message);
    }

    @Test
    void nothingBecomesAStringOrTruth() {
        for (String value : new String[] {"1", "true", "[]", "{}"}) {
            assertTrue(refusal("{\"a\":" + value + "}", in -> in.string("a")).contains("expected a string"));
        }
        for (String value : new String[] {"1", "0", "\"true\"", "\"\"", "[]"}) {
            assertTrue(refusal("{\"a\":" + value + "}", in -> in.flag("a")).contains("expected true or false"));
        }
        assertTrue(refusal("{\"a\":\"x\"}", in -> in.strings("a")).contains("expected a list"));
        assertTrue(refusal("{\"a\":[\"x\"]}", in -> in.stringMap("a")).contains("found a list, expected an object"));
        assertTrue(refusal("{\"a\":{\"k\":null}}", in -> in.stringMap("a")).contains("$.a.k: found null, expected a string"));
        assertTrue(refusal("{\"a\":{\"x.y\":1}}", in -> in.stringMap("a")).contains("$.a['x.y']: found the number 1"));
        assertTrue(refusal("{\"a\":[null]}", in -> in.objects("a", one -> one)).contains("$.a[0]: found null, expected an object"));
        assertTrue(refusal("[]", in -> in).contains("$: found a list, expected an object"));
    }

    @Test
    void numbersKeepTheirRange() {
        String max = "{\"a\":18446744073709551615,\"b\":4294967295,\"c\":65535}";
        assertEquals(-1L, parse(max).<Long>object(in -> in.uint64("a")));
        assertEquals(4294967295L, parse(max).<Long>object(in -> in.uint32("b")));
        assertEquals(65535, parse(max).<Integer>object(in -> in.uint16("c")));
        assertTrue(refusal("{\"a\":18446744073709551616}", in -> in.uint64("a")).contains("from 0 to 18446744073709551615"));
        assertTrue(refusal("{\"a\":-1}", in -> in.uint32("a")).contains("from 0 to 4294967295"));
        assertTrue(refusal("{\"a\":2147483648}", in -> in.int32("a")).contains("to 2147483647"));
    }

    @Test
    void wordsNameTheAllowedOnes() {
        assertEquals(Colour.GREEN, parse("{\"a\":\"green\"}").<Colour>object(in -> in.word("a", Colour.values())));
        assertEquals("config.json: $.a: found the string \"blue\", expected one of red, green (line 1, column 6)",
                refusal("{\"a\":\"blue\"}", in -> in.word("a", Colour.values())));
        assertTrue(refusal("{\"a\":[\"red\",1]}", in -> in.words("a", Colour.values())).contains("$.a[1]: found the number 1"));
    }

    @Test
    void aNullFieldIsAbsent() {
        JsonDocument document = parse("{\"a\":null}");
        assertNull(document.<String>object(in -> in.string("a")));
        assertEquals(List.of(), document.object(in -> in.strings("a")));
        assertTrue(refusal("{\"a\":null}", in -> in.requiredString("a")).contains("the field is missing"));
    }

    @Test
    void hostileTextIsMadeHarmlessInMessages() {
        String message = refusal("{\"a\":\"\\u001b[2J\\u202e" + "x".repeat(10_000) + "\"}", in -> in.bool("a"));
        assertTrue(message.contains("\\u001b[2J\\u202ex") && message.length() < 250, message);
        String name = refusal("{\"" + "n".repeat(10_000) + "\":1}", in -> in.requiredString("n".repeat(10_000)));
        assertTrue(name.length() < 250, name);
    }

    /** Whatever happens to a good text, the answer is a value or one JsonException. */
    @Test
    void damagedTextNeverCrashes() {
        byte[] good = "{\"a\":[1,2.5,\"x\\u00e9\",{\"b\":null,\"c\":true}],\"d\":{\"e\":18446744073709551615}}".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                JsonText.compact(JsonDocument.parse(bad, "x").root());
            } catch (JsonException e) {
                assertTrue(e.getMessage().startsWith("x: $"), e.getMessage());
            }
        }
    }

    @Test
    void writesWhatItRead() {
        String text = "{\"z\":[],\"a\":{},\"n\":[0,-1,18446744073709551615,1.50,true,null],\"s\":\"\\\"\\\\\\n\u00e9\ud83d\ude00\"}";
        assertEquals(text, new String(JsonText.compact(parse(text).root()), StandardCharsets.UTF_8));
        assertEquals("{\n  \"a\": [\n    1,\n    {}\n  ]\n}\n", new String(JsonText.pretty(parse("{\"a\":[1,{}]}").root()), StandardCharsets.UTF_8));
    }

    @Test
    void leavesOutTheAbsentAndSortsMaps() {
        JsonWritable value = out -> out.string("s", null).flag("f", false).flag("t", true).unsigned("u", -1L).strings("e", List.of())
                .allStrings("k", List.of()).stringMap("m", Map.of("b", "2", "a", "1")).keys("p", Set.of("y", "x"));
        assertEquals("{\"t\":true,\"u\":18446744073709551615,\"k\":[],\"m\":{\"a\":\"1\",\"b\":\"2\"},\"p\":{\"x\":{},\"y\":{}}}",
                new String(JsonText.compact(value), StandardCharsets.UTF_8));
    }
}
