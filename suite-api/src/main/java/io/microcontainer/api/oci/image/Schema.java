package io.microcontainer.api.oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.Quoted;
import java.util.Map;

/** The field {@code schemaVersion} that manifests and indexes begin with. */
final class Schema {

    private Schema() {
    }

    static void check(JsonObject in) {
        int version = in.requiredInt32("schemaVersion");
        if (version == 1) {
            throw in.error("schemaVersion", "found 1, Docker's old format, which is not supported; push the image again with a current tool");
        }
        if (version != Manifest.SCHEMA_VERSION) {
            throw in.error("schemaVersion", "found " + version + ", expected " + Manifest.SCHEMA_VERSION);
        }
    }

    /**
     * What the object does not know, refusing fields that make one text both a manifest and an index: two readers would
     * then see two images under one digest (CVE-2021-41190).
     */
    static Map<String, JsonNode> unknown(JsonObject in) {
        Map<String, JsonNode> unknown = in.unknown();
        for (String name : new String[] {"manifests", "config", "layers", "fsLayers"}) {
            if (unknown.containsKey(name)) {
                throw in.error(name, "the document is both a manifest and an index, expected one of them; " + Quoted.of(name) + " does not belong here");
            }
        }
        return unknown;
    }
}
