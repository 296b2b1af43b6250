package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.oci.runtime.Device;
import io.microcontainer.api.oci.runtime.DeviceType;
import io.microcontainer.api.oci.runtime.IntelRdt;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.MemoryPolicy;
import io.microcontainer.api.oci.runtime.MemoryPolicyFlag;
import io.microcontainer.api.oci.runtime.NamespaceType;
import java.util.List;

/** Rules of runtime-spec config-linux.md that have no file of their own. */
final class LinuxRules {

    /** Linux has 12 bits for the major and 20 for the minor number of a device; makedev(3). */
    private static final long MAX_MAJOR = (1 << 12) - 1;
    private static final long MAX_MINOR = (1 << 20) - 1;

    private LinuxRules() {
    }

    static void check(Findings findings, JsonPath at, LinuxConfig linux) {
        NamespaceRules.check(findings, at, linux);
        paths(findings, at.field("maskedPaths"), linux.maskedPaths(), linux);
        paths(findings, at.field("readonlyPaths"), linux.readonlyPaths(), linux);
        for (int i = 0; i < linux.devices().size(); i++) {
            device(findings, at.field("devices").element(i), linux.devices().get(i));
        }
        if (linux.resources() != null) {
            ResourceRules.check(findings, at.field("resources"), linux.resources());
        }
        if (linux.seccomp() != null) {
            SeccompRules.check(findings, at.field("seccomp"), linux.seccomp());
        }
        if (linux.intelRdt() != null) {
            intelRdt(findings, at.field("intelRdt"), linux.intelRdt());
        }
        if (linux.memoryPolicy() != null) {
            memoryPolicy(findings, at.field("memoryPolicy"), linux.memoryPolicy());
        }
        if (linux.personality() != null) {
            findings.errorIf(!linux.personality().flags().isEmpty(), at.field("personality").field("flags"), "found flags, but none is defined yet");
        }
    }

    private static void paths(Findings findings, JsonPath at, List<String> paths, LinuxConfig linux) {
        findings.errorIf(!paths.isEmpty() && linux.namespace(NamespaceType.MOUNT).isEmpty(), at,
                "the host's own paths would change, expected a namespace of type mount in $.linux.namespaces");
        for (int i = 0; i < paths.size(); i++) {
            findings.absolute(at.element(i), paths.get(i), "a file in the container");
        }
    }

    private static void device(Findings findings, JsonPath at, Device device) {
        findings.absolute(at.field("path"), device.path(), "a device in the container");
        if (device.type() != DeviceType.FIFO) {
            findings.within(at.field("major"), device.major(), 0, MAX_MAJOR);
            findings.within(at.field("minor"), device.minor(), 0, MAX_MINOR);
        }
    }

    private static void intelRdt(Findings findings, JsonPath at, IntelRdt rdt) {
        String id = rdt.closId();
        boolean directory = id == null || id.equals("/") || !id.equals(".") && !id.equals("..") && id.indexOf('/') < 0 && id.indexOf('\n') < 0;
        findings.errorIf(!directory, at.field("closID"), "found " + Quoted.of(String.valueOf(id)) + ", expected the name of a directory in resctrl, or /");
        findings.oneLine(at.field("l3CacheSchema"), rdt.l3CacheSchema());
        findings.oneLine(at.field("memBwSchema"), rdt.memBwSchema());
        findings.errorIf(rdt.memBwSchema() != null && !rdt.memBwSchema().startsWith("MB:"), at.field("memBwSchema"),
                "expected a line that starts with MB:");
        for (int i = 0; i < rdt.schemata().size(); i++) {
            findings.oneLine(at.field("schemata").element(i), rdt.schemata().get(i));
        }
    }

    /** set_mempolicy(2). */
    private static void memoryPolicy(Findings findings, JsonPath at, MemoryPolicy policy) {
        NumberList.check(findings, at.field("nodes"), policy.nodes(), "memory nodes");
        String problem = switch (policy.mode()) {
            case MPOL_DEFAULT, MPOL_LOCAL -> policy.nodes() == null ? null : "found nodes with " + policy.mode() + ", which takes none";
            case MPOL_BIND, MPOL_INTERLEAVE, MPOL_WEIGHTED_INTERLEAVE, MPOL_PREFERRED_MANY ->
                    policy.nodes() != null ? null : "the field is missing, expected memory nodes with " + policy.mode();
            case MPOL_PREFERRED -> null;
        };
        findings.errorIf(problem != null, at.field("nodes"), problem);
        findings.errorIf(policy.flags().contains(MemoryPolicyFlag.MPOL_F_STATIC_NODES) && policy.flags().contains(MemoryPolicyFlag.MPOL_F_RELATIVE_NODES),
                at.field("flags"), "found MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES, expected at most one of them");
    }
}
