package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Execution domain; runtime-spec config-linux.md, "Personality", and personality(2).
 *
 * @param domain  the domain
 * @param flags   none is defined
 * @param unknown fields that were read and not understood
 */
public record Personality(PersonalityDomain domain, List<String> flags, Map<String, JsonNode> unknown) implements JsonWritable {

    public Personality {
        flags = List.copyOf(flags);
    }

    public static Personality read(JsonObject in) {
        return new Personality(in.requiredWord("domain", PersonalityDomain.values()), in.strings("flags"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.word("domain", domain).strings("flags", flags).unknown(unknown);
    }
}
