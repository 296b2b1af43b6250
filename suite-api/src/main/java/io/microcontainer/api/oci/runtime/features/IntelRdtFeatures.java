package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * Intel Resource Director Technology; null means unknown.
 *
 * @param enabled    whether it is there
 * @param schemata   whether {@code schemata} is
 * @param monitoring whether {@code enableMonitoring} is
 * @param unknown    fields that were read and not understood
 */
public record IntelRdtFeatures(Boolean enabled, Boolean schemata, Boolean monitoring,
                               Map<String, JsonNode> unknown) implements JsonWritable {

    public static IntelRdtFeatures read(JsonObject in) {
        return new IntelRdtFeatures(in.bool("enabled"), in.bool("schemata"), in.bool("monitoring"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.bool("enabled", enabled).bool("schemata", schemata).bool("monitoring", monitoring).unknown(unknown);
    }
}
