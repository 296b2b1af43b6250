package io.microcontainer.api.oci.runtime.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * What a runtime can do on Linux; runtime-spec features-linux.md.
 *
 * @param namespaces      kinds of namespaces
 * @param capabilities    names of capabilities
 * @param cgroup          or null
 * @param seccomp         or null
 * @param apparmor        or null
 * @param selinux         or null
 * @param intelRdt        or null
 * @param memoryPolicy    or null
 * @param mountExtensions or null
 * @param netDevices      or null
 * @param unknown         fields that were read and not understood
 */
public record LinuxFeatures(List<String> namespaces, List<String> capabilities, CgroupFeatures cgroup, SeccompFeatures seccomp,
                            EnabledFeature apparmor, EnabledFeature selinux, IntelRdtFeatures intelRdt, MemoryPolicyFeatures memoryPolicy,
                            MountExtensions mountExtensions, EnabledFeature netDevices,
                            Map<String, JsonNode> unknown) implements JsonWritable {

    public LinuxFeatures {
        namespaces = List.copyOf(namespaces);
        capabilities = List.copyOf(capabilities);
    }

    public static LinuxFeatures read(JsonObject in) {
        return new LinuxFeatures(in.strings("namespaces"), in.strings("capabilities"), in.object("cgroup", CgroupFeatures::read),
                in.object("seccomp", SeccompFeatures::read), in.object("apparmor", EnabledFeature::read),
                in.object("selinux", EnabledFeature::read), in.object("intelRdt", IntelRdtFeatures::read),
                in.object("memoryPolicy", MemoryPolicyFeatures::read), in.object("mountExtensions", MountExtensions::read),
                in.object("netDevices", EnabledFeature::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.strings("namespaces", namespaces).strings("capabilities", capabilities).object("cgroup", cgroup).object("seccomp", seccomp)
                .object("apparmor", apparmor).object("selinux", selinux).object("intelRdt", intelRdt).object("memoryPolicy", memoryPolicy)
                .object("mountExtensions", mountExtensions).object("netDevices", netDevices).unknown(unknown);
    }
}
