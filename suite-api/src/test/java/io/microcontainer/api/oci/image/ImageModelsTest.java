package io.microcontainer.api.oci.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ImageModelsTest {

    private static final String SHA = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String LAYER = "{\"mediaType\":\"" + MediaType.OCI_LAYER_GZIP + "\",\"digest\":\"" + SHA + "\",\"size\":3}";
    private static final String CONFIG = LAYER.replace(MediaType.OCI_LAYER_GZIP, MediaType.OCI_CONFIG);

    private static <T extends JsonWritable> T read(String text, Function<JsonObject, T> reader) {
        return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "m.json").object(reader);
    }

    private static <T extends JsonWritable> void keeps(String text, Function<JsonObject, T> reader) {
        assertEquals(text, new String(JsonText.compact(read(text, reader)), StandardCharsets.UTF_8));
    }

    private static String refusal(String text, Function<JsonObject, ? extends JsonWritable> reader) {
        return assertThrows(JsonException.class, () -> read(text, reader::apply)).getMessage();
    }

    @Test
    void everyFieldAndUnknownOnesSurvive() {
        keeps("{\"mediaType\":\"a/b\",\"digest\":\"" + SHA + "\",\"size\":3,\"urls\":[\"https://x\"],\"annotations\":{\"a\":\"1\",\"b\":\"2\"},\"data\":\"YWJj\","
                + "\"artifactType\":\"c/d\",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"os.version\":\"1\",\"os.features\":[\"x\"],\"variant\":\"v7\","
                + "\"features\":[\"sse4\"]},\"x-more\":{\"deep\":[1,null]}}", Descriptor::read);
        keeps("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"artifactType\":\"x/y\",\"config\":" + CONFIG + ",\"layers\":[" + LAYER
                + "],\"subject\":" + LAYER + ",\"annotations\":{\"k\":\"v\"},\"x\":1}", Manifest::read);
        keeps("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"artifactType\":\"x/y\",\"manifests\":[],\"subject\":" + LAYER
                + ",\"annotations\":{\"k\":\"v\"},\"x\":1}", Index::read);
        keeps("{\"imageLayoutVersion\":\"1.0.0\",\"x\":1}", ImageLayout::read);
        keeps("{\"created\":\"2015-10-31T22:22:56.015925234Z\",\"author\":\"a\",\"architecture\":\"amd64\",\"os\":\"linux\",\"os.version\":\"5\",\"os.features\":[\"f\"],"
                + "\"variant\":\"v2\",\"config\":{\"User\":\"1:2\",\"ExposedPorts\":{\"80/tcp\":{}},\"Env\":[\"A=1\",\"A=2\"],\"Entrypoint\":[\"/b\"],\"Cmd\":[\"c\"],"
                + "\"Volumes\":{\"/v\":{}},\"WorkingDir\":\"/w\",\"Labels\":{\"l\":\"1\"},\"StopSignal\":\"SIGKILL\",\"ArgsEscaped\":false,\"Healthcheck\":{\"Test\":[\"NONE\"]},"
                + "\"OnBuild\":null},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + SHA + "\"],\"y\":0},\"history\":[{\"created\":\"2015-10-31T22:22:54+02:00\","
                + "\"created_by\":\"x\",\"author\":\"y\",\"comment\":\"z\",\"empty_layer\":true,\"q\":[]},{}],\"docker_version\":\"1\"}", ImageConfig::read);
    }

    @Test
    void aBadDescriptorIsPlaced() {
        String text = "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + LAYER + "," + LAYER.replace("\"size\":3", "\"size\":-3") + "]}";
        assertTrue(refusal(text, Manifest::read).startsWith("m.json: $.layers[1].size: found -3, expected a number of bytes"));
        assertTrue(refusal(text.replace(":-3", ":3").replace(SHA, SHA.replace('b', 'B')), Manifest::read).startsWith("m.json: $.config.digest: found \"sha256:Ba7"));
        assertTrue(refusal("{\"mediaType\":\"nonsense\",\"digest\":\"" + SHA + "\",\"size\":1}", Descriptor::read).contains("$.mediaType: found \"nonsense\""));
        assertTrue(refusal("{\"mediaType\":\"a/b\",\"digest\":\"" + SHA + "\"}", Descriptor::read).contains("$.size: the field is missing"));
        assertTrue(refusal("{\"mediaType\":\"a/b\",\"digest\":\"" + SHA + "\",\"size\":\"3\"}", Descriptor::read).contains("found the string \"3\""));
    }

    @Test
    void embeddedDataMustBeWhatTheDigestNames() {
        String good = "{\"mediaType\":\"a/b\",\"digest\":\"" + SHA + "\",\"size\":3,\"data\":\"YWJj\"}";
        assertArrayEquals(new byte[] {'a', 'b', 'c'}, read(good, Descriptor::read).embedded().orElseThrow());
        assertTrue(refusal(good.replace("YWJj", "YWJk"), Descriptor::read).contains("$.data: the embedded content is not what"));
        assertTrue(refusal(good.replace(":3", ":4"), Descriptor::read).contains("$.data"));
        assertTrue(refusal(good.replace("YWJj", "*"), Descriptor::read).contains("not base64"));
    }

    @Test
    void manifestsAndIndexesAreNotMixedUp() {
        String manifest = "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[]}";
        String index = "{\"schemaVersion\":2,\"manifests\":[]}";
        assertTrue(refusal(index, Manifest::read).contains("found an image index"));
        assertTrue(refusal(manifest, Index::read).contains("$.manifests: the field is missing"));
        assertTrue(refusal(manifest.replace("\"layers\"", "\"manifests\":[],\"layers\""), Manifest::read).contains("both a manifest and an index"));
        assertTrue(refusal(index.replace("]}", "],\"layers\":[]}"), Index::read).contains("both a manifest and an index"));
        assertTrue(refusal(index.replace("2", "1"), Index::read).contains("Docker's old format"));
        assertTrue(refusal(index.replace("2", "3"), Index::read).contains("found 3, expected 2"));
        assertTrue(refusal(index.replace("{\"schema", "{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"schema"), Index::read)
                .contains("$.mediaType"));
        assertTrue(refusal("{\"schemaVersion\":2,\"config\":" + CONFIG + "}", Manifest::read).contains("$.layers: the field is missing"));
    }

    @Test
    void configurationsAreChecked() {
        String good = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        assertEquals(List.of(), read(good, ImageConfig::read).configOrEmpty().cmd());
        assertTrue(refusal(good.replace("\"layers\"", "\"x\""), ImageConfig::read).contains("$.rootfs.type"));
        assertTrue(refusal(good.replace("{\"arch", "{\"created\":\"yesterday\",\"arch"), ImageConfig::read).contains("$.created: found \"yesterday\", expected a time"));
        assertTrue(refusal(good.replace("\"os\"", "\"xs\""), ImageConfig::read).contains("$.os: the field is missing"));
        assertTrue(refusal(good.replace("{\"arch", "{\"config\":{\"Env\":[\"A\",null]},\"arch"), ImageConfig::read).contains("$.config.Env[1]: found null"));
    }

    @Test
    void mediaTypesOfDockerAreKnown() {
        assertTrue(MediaType.isManifest(MediaType.DOCKER_MANIFEST) && MediaType.isIndex(MediaType.DOCKER_MANIFEST_LIST) && MediaType.isConfig(MediaType.DOCKER_CONFIG));
        assertEquals(MediaType.Compression.GZIP, MediaType.compression(MediaType.DOCKER_LAYER_GZIP));
        assertEquals(MediaType.Compression.ZSTD, MediaType.compression(MediaType.OCI_LAYER_ZSTD));
        assertFalse(MediaType.isLayer("text/plain"));
        assertFalse(MediaType.isLayer(null));
    }

    @Test
    void platformsMatchByEffectiveVariant() {
        Platform arm = Platform.parse("linux/arm64");
        assertTrue(arm.satisfies(Platform.parse("linux/arm64/v8")));
        assertFalse(arm.satisfies(Platform.parse("linux/arm64/v9")));
        assertTrue(Platform.parse("linux/arm64/v8").satisfies(arm));
        assertFalse(Platform.linux("amd64").satisfies(arm));
        assertThrows(IllegalArgumentException.class, () -> Platform.parse("linux"));
        assertThrows(IllegalArgumentException.class, () -> Platform.parse("linux//v8"));
    }

    @Test
    void annotationsAreWrittenInOneOrder() {
        Descriptor descriptor = Descriptor.of("a/b", new byte[] {'a', 'b', 'c'}).withAnnotations(Map.of("b", "2", "c", "3", "a", "1"));
        assertEquals("{\"mediaType\":\"a/b\",\"digest\":\"" + SHA + "\",\"size\":3,\"annotations\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}}",
                new String(JsonText.compact(descriptor), StandardCharsets.UTF_8));
    }
}
