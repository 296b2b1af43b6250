package io.microcontainer.build.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.build.BuildException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The published schema has the keys that smith reads, and no others. */
class SchemaTest {

    @Test
    void hasTheKeysOfTheReader() throws Exception {
        JsonNode schema = new JsonMapper().readTree(Path.of("../docs/smith.schema.json").toFile());
        assertEquals(known("NONE: x", ""), keys(schema));
        assertEquals(known("mock: {NONE: x}", "mock."), keys(schema.path("properties").path("mock")));
        assertEquals(known("repos: [{NONE: x}]", "repos[0]."), keys(schema.path("properties").path("repos").path("items").path("anyOf").path(1)));
        assertEquals(known("imports: {NONE: x}", "imports."), keys(schema.path("properties").path("imports").path("anyOf").path(1)));
        assertEquals(known("debuginfo: {NONE: x}", "debuginfo."), keys(schema.path("properties").path("debuginfo").path("anyOf").path(1)));
    }

    /** Every key has words for whoever completes it in an editor. */
    @Test
    void describesEachKey() throws Exception {
        JsonNode schema = new JsonMapper().readTree(Path.of("../docs/smith.schema.json").toFile());
        schema.path("properties").properties().forEach(each -> assertTrue(each.getValue().path("description").asText().length() > 5, each.getKey()));
    }

    private static Set<String> keys(JsonNode object) {
        assertEquals("false", object.path("additionalProperties").asText());
        var names = new TreeSet<String>();
        object.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The message about a key that is far from all lists them. */
    private static Set<String> known(String yaml, String where) {
        String message = assertThrows(BuildException.class, () -> SpecReader.parse(yaml.replace("NONE", "x".repeat(40)), "x")).getMessage();
        return new TreeSet<>(Arrays.asList(message.substring(message.indexOf("known are ") + 10).split(", ")));
    }
}
