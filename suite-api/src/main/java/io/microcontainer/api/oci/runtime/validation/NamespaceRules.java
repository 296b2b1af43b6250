package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.Namespace;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.SysctlName;
import io.microcontainer.api.oci.runtime.TimeOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Namespaces, and what can be set only in one: id maps, clock offsets, network interfaces, sysctls. */
final class NamespaceRules {

    private static final Set<String> CLOCKS = Set.of("monotonic", "boottime");
    private static final long NANOSECONDS = 1_000_000_000L;

    /** Kernel parameters of the ipc namespace; ipc_namespaces(7). */
    private static final Set<String> IPC = Set.of("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
            "kernel.shmmni", "kernel.shm_rmid_forced");

    private NamespaceRules() {
    }

    static void check(Findings findings, JsonPath at, LinuxConfig linux) {
        Set<NamespaceType> seen = EnumSet.noneOf(NamespaceType.class);
        for (int i = 0; i < linux.namespaces().size(); i++) {
            Namespace one = linux.namespaces().get(i);
            JsonPath place = at.field("namespaces").element(i);
            findings.errorIf(!seen.add(one.type()), place.field("type"), "the type " + one.type().word() + " is given twice, expected each type once");
            if (one.path() != null) {
                findings.absolute(place.field("path"), one.path(), "a namespace");
            }
        }
        idMappings(findings, at.field("uidMappings"), linux.uidMappings(), linux);
        idMappings(findings, at.field("gidMappings"), linux.gidMappings(), linux);
        timeOffsets(findings, at.field("timeOffsets"), linux);
        netDevices(findings, at.field("netDevices"), linux);
        linux.sysctl().forEach((name, value) -> {
            JsonPath place = at.field("sysctl").field(name);
            sysctl(name, seen).ifPresent(problem -> findings.error(place, problem));
        });
    }

    private static void idMappings(Findings findings, JsonPath at, List<IdMapping> mappings, LinuxConfig linux) {
        Optional<Namespace> user = linux.namespace(NamespaceType.USER);
        if (user.isEmpty()) {
            findings.errorIf(!mappings.isEmpty(), at, "found ranges without a user namespace, expected a namespace of type user in $.linux.namespaces");
        } else if (user.get().path() == null && mappings.isEmpty()) {
            // Only a warning, since crun writes such configurations for users who are not root and chooses the ranges itself.
            findings.warning(at, "the list is empty or missing, expected at least one range for a new user namespace");
        }
        IdMappingRules.check(findings, at, mappings);
    }

    private static void timeOffsets(Findings findings, JsonPath at, LinuxConfig linux) {
        if (linux.timeOffsets().isEmpty()) {
            return;
        }
        Optional<Namespace> time = linux.namespace(NamespaceType.TIME);
        findings.errorIf(time.isEmpty(), at, "found offsets without a time namespace, expected a namespace of type time in $.linux.namespaces");
        findings.errorIf(time.isPresent() && time.get().path() != null, at, "found offsets for a time namespace that is joined, they can be set only for a new one");
        for (Map.Entry<String, TimeOffset> offset : linux.timeOffsets().entrySet()) {
            findings.errorIf(!CLOCKS.contains(offset.getKey()), at.field(offset.getKey()), "expected one of the clocks monotonic and boottime");
            findings.within(at.field(offset.getKey()).field("nanosecs"), offset.getValue().nanosecs(), 0, NANOSECONDS - 1);
        }
    }

    private static void netDevices(Findings findings, JsonPath at, LinuxConfig linux) {
        if (linux.netDevices().isEmpty()) {
            return;
        }
        findings.errorIf(linux.namespace(NamespaceType.NETWORK).isEmpty(), at,
                "found interfaces without a network namespace, expected a namespace of type network in $.linux.namespaces");
        Set<String> targets = new HashSet<>();
        linux.netDevices().forEach((name, device) -> {
            JsonPath place = at.field(name);
            findings.errorIf(!isInterface(name), place, "expected the name of a network interface, at most 15 characters without slash, colon and white space");
            String target = device.name() == null ? name : device.name();
            findings.errorIf(!isInterface(target), place.field("name"), "found " + Quoted.of(target)
                    + ", expected the name of a network interface, at most 15 characters without slash, colon and white space");
            findings.errorIf(!targets.add(target) && !target.contains("%d"), place.field("name"), Quoted.of(target) + " is given to two interfaces");
        });
    }

    /** The kernel's dev_valid_name. */
    private static boolean isInterface(String name) {
        return !name.isEmpty() && name.length() <= 15 && !name.equals(".") && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c));
    }

    /** Anything but a parameter of the container's own namespaces would change the host. */
    private static Optional<String> sysctl(String text, Set<NamespaceType> own) {
        SysctlName name;
        try {
            name = SysctlName.parse(text);
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        String dotted = String.join(".", name.components());
        if (IPC.contains(dotted) || dotted.startsWith("fs.mqueue.")) {
            return needs(NamespaceType.IPC, own);
        }
        if (dotted.startsWith("net.")) {
            return needs(NamespaceType.NETWORK, own);
        }
        return switch (dotted) {
            case "kernel.domainname" -> needs(NamespaceType.UTS, own);
            case "kernel.hostname" -> Optional.of("the parameter is set by $.hostname, expected it there");
            default -> Optional.of("the parameter belongs to no namespace, so it would change on the host; expected one of net.*, fs.mqueue.*, the System V"
                    + " IPC ones of kernel.*, or kernel.domainname");
        };
    }

    private static Optional<String> needs(NamespaceType type, Set<NamespaceType> own) {
        return own.contains(type) ? Optional.empty()
                : Optional.of("the parameter would change on the host, expected a namespace of type " + type.word() + " in $.linux.namespaces");
    }
}
