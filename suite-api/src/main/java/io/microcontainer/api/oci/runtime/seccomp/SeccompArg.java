package io.microcontainer.api.oci.runtime.seccomp;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * A condition on an argument of a system call.
 *
 * @param index    0 to 5
 * @param value    64 unsigned bits; the mask of SCMP_CMP_MASKED_EQ
 * @param valueTwo 64 unsigned bits; what the masked argument must equal
 * @param op       how argument and value are compared
 * @param unknown  fields that were read and not understood
 */
public record SeccompArg(long index, long value, long valueTwo, SeccompOperator op, Map<String, JsonNode> unknown) implements JsonWritable {

    public static SeccompArg read(JsonObject in) {
        return new SeccompArg(in.requiredUint32("index"), in.requiredUint64("value"), in.uint64("valueTwo", 0),
                in.requiredWord("op", SeccompOperator.values()), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("index", index).unsigned("value", value).unsigned("valueTwo", valueTwo == 0 ? null : valueTwo).word("op", op).unknown(unknown);
    }
}
