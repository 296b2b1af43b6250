package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.Map;

/**
 * Cgroups that a runtime can manage; null means unknown.
 *
 * @param v1          version 1
 * @param v2          version 2
 * @param systemd     through systemd
 * @param systemdUser through a user's systemd
 * @param rdma        the RDMA controller
 * @param unknown     fields that were read and not understood
 */
public record CgroupFeatures(Boolean v1, Boolean v2, Boolean systemd, Boolean systemdUser, Boolean rdma,
                             Map<String, JsonNode> unknown) implements JsonWritable {

    public static CgroupFeatures read(JsonObject in) {
        return new CgroupFeatures(in.bool("v1"), in.bool("v2"), in.bool("systemd"), in.bool("systemdUser"), in.bool("rdma"), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.bool("v1", v1).bool("v2", v2).bool("systemd", systemd).bool("systemdUser", systemdUser).bool("rdma", rdma).unknown(unknown);
    }
}
