package io.microcontainer.run.features;

import io.microcontainer.api.linux.Capability;
import io.microcontainer.api.oci.runtime.MemoryPolicyFlag;
import io.microcontainer.api.oci.runtime.MemoryPolicyMode;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.features.CgroupFeatures;
import io.microcontainer.api.oci.runtime.features.EnabledFeature;
import io.microcontainer.api.oci.runtime.features.Features;
import io.microcontainer.api.oci.runtime.features.IntelRdtFeatures;
import io.microcontainer.api.oci.runtime.features.LinuxFeatures;
import io.microcontainer.api.oci.runtime.features.MemoryPolicyFeatures;
import io.microcontainer.api.oci.runtime.features.MountExtensions;
import io.microcontainer.api.oci.runtime.features.SeccompFeatures;
import io.microcontainer.run.compile.fs.MountOptionWords;
import io.microcontainer.run.hook.HookKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the features document (runtime-spec features.md): what is not acted on is false, whatever the kernel could do. */
public final class RuntimeFeatures {

    private static final String OLDEST = "1.0.0";
    private static final String NEWEST = "1.3.0";

    private static final EnabledFeature YES = new EnabledFeature(true, Map.of());

    private RuntimeFeatures() {
    }

    /** @param version of railcar */
    public static Features of(String version) {
        Optional<SeccompProbe> library = SeccompProbe.load();
        Map<String, String> annotations = new TreeMap<>(Map.of("io.microcontainer.railcar.version", version,
                "org.opencontainers.runc.checkpoint.enabled", "false"));
        library.ifPresent(seccomp -> annotations.put("io.github.seccomp.libseccomp.version", seccomp.libraryVersion()));
        return new Features(OLDEST, NEWEST, Arrays.stream(HookKind.values()).map(HookKind::field).toList(),
                List.copyOf(MountOptionWords.known()), linux(library.map(SeccompProbe::features).orElseGet(SeccompProbe::nothing)), annotations,
                List.of("org.systemd.property."), Map.of());
    }

    private static LinuxFeatures linux(SeccompFeatures seccomp) {
        return new LinuxFeatures(Arrays.stream(NamespaceType.values()).map(NamespaceType::word).sorted().toList(),
                Arrays.stream(Capability.values()).map(Capability::name).toList(),
                new CgroupFeatures(true, true, true, false, true, Map.of()), seccomp, YES, YES,
                new IntelRdtFeatures(true, true, true, Map.of()),
                new MemoryPolicyFeatures(Arrays.stream(MemoryPolicyMode.values()).map(MemoryPolicyMode::word).toList(),
                        Arrays.stream(MemoryPolicyFlag.values()).map(MemoryPolicyFlag::word).toList(), Map.of()),
                new MountExtensions(YES, Map.of()), YES, Map.of());
    }
}
