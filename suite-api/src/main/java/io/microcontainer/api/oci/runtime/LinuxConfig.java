package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.json.Sorted;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a container is specific to Linux; runtime-spec config-linux.md.
 *
 * @param uidMappings       of the user namespace
 * @param gidMappings       of the user namespace
 * @param sysctl            kernel parameters by name
 * @param resources         limits of the cgroup, or null
 * @param cgroupsPath       of the cgroup, in the form that the cgroup manager wants, or null
 * @param namespaces        that are made or joined; others are the runtime's
 * @param devices           nodes besides the default ones
 * @param netDevices        moved into the container, by their names on the host
 * @param seccomp           the filter of system calls, or null
 * @param rootfsPropagation of the root mount, or null
 * @param maskedPaths       that cannot be read in the container
 * @param readonlyPaths     that cannot be written in the container
 * @param mountLabel        SELinux context of mounts, or null
 * @param intelRdt          cache and bandwidth, or null
 * @param memoryPolicy      NUMA policy, or null
 * @param personality       or null
 * @param timeOffsets       of the time namespace, by {@code monotonic} and {@code boottime}
 * @param unknown           fields that were read and not understood
 */
public record LinuxConfig(List<IdMapping> uidMappings, List<IdMapping> gidMappings, Map<String, String> sysctl, Resources resources,
                          String cgroupsPath, List<Namespace> namespaces, List<Device> devices, Map<String, NetDevice> netDevices,
                          Seccomp seccomp, RootfsPropagation rootfsPropagation, List<String> maskedPaths, List<String> readonlyPaths,
                          String mountLabel, IntelRdt intelRdt, MemoryPolicy memoryPolicy, Personality personality,
                          Map<String, TimeOffset> timeOffsets, Map<String, JsonNode> unknown) implements JsonWritable {

    /** A section that says nothing. */
    public static final LinuxConfig EMPTY = new LinuxConfig(List.of(), List.of(), Map.of(), null, null, List.of(), List.of(), Map.of(), null, null,
            List.of(), List.of(), null, null, null, null, Map.of(), Map.of());

    public LinuxConfig {
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        sysctl = Sorted.map(sysctl);
        namespaces = List.copyOf(namespaces);
        devices = List.copyOf(devices);
        netDevices = Sorted.map(netDevices);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
        timeOffsets = Sorted.map(timeOffsets);
    }

    public static LinuxConfig read(JsonObject in) {
        return new LinuxConfig(in.objects("uidMappings", IdMapping::read), in.objects("gidMappings", IdMapping::read),
                in.stringMap("sysctl"), in.object("resources", Resources::read), in.text("cgroupsPath"),
                in.objects("namespaces", Namespace::read), in.objects("devices", Device::read), in.objectMap("netDevices", NetDevice::read),
                in.object("seccomp", Seccomp::read), in.word("rootfsPropagation", RootfsPropagation.values()), in.strings("maskedPaths"),
                in.strings("readonlyPaths"), in.text("mountLabel"), in.object("intelRdt", IntelRdt::read),
                in.object("memoryPolicy", MemoryPolicy::read), in.object("personality", Personality::read),
                in.objectMap("timeOffsets", TimeOffset::read), in.unknown());
    }

    /** The namespace of a type that is made or joined, if any. */
    public Optional<Namespace> namespace(NamespaceType type) {
        return namespaces.stream().filter(one -> one.type() == type).findFirst();
    }

    public LinuxConfig withUidMappings(List<IdMapping> newUidMappings) {
        return new LinuxConfig(newUidMappings, gidMappings, sysctl, resources, cgroupsPath, namespaces, devices, netDevices, seccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, intelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    public LinuxConfig withGidMappings(List<IdMapping> newGidMappings) {
        return new LinuxConfig(uidMappings, newGidMappings, sysctl, resources, cgroupsPath, namespaces, devices, netDevices, seccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, intelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    public LinuxConfig withResources(Resources newResources) {
        return new LinuxConfig(uidMappings, gidMappings, sysctl, newResources, cgroupsPath, namespaces, devices, netDevices, seccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, intelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    public LinuxConfig withIntelRdt(IntelRdt newIntelRdt) {
        return new LinuxConfig(uidMappings, gidMappings, sysctl, resources, cgroupsPath, namespaces, devices, netDevices, seccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, newIntelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    public LinuxConfig withCgroupsPath(String newCgroupsPath) {
        return new LinuxConfig(uidMappings, gidMappings, sysctl, resources, newCgroupsPath, namespaces, devices, netDevices, seccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, intelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    public LinuxConfig withNamespaces(List<Namespace> newNamespaces) {
        return new LinuxConfig(uidMappings, gidMappings, sysctl, resources, cgroupsPath, newNamespaces, devices, netDevices, seccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, intelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    public LinuxConfig withSeccomp(Seccomp newSeccomp) {
        return new LinuxConfig(uidMappings, gidMappings, sysctl, resources, cgroupsPath, namespaces, devices, netDevices, newSeccomp,
                rootfsPropagation, maskedPaths, readonlyPaths, mountLabel, intelRdt, memoryPolicy, personality, timeOffsets, unknown);
    }

    @Override
    public void write(JsonFields out) {
        out.objects("uidMappings", uidMappings).objects("gidMappings", gidMappings).stringMap("sysctl", sysctl)
                .object("resources", resources).string("cgroupsPath", cgroupsPath).objects("namespaces", namespaces)
                .objects("devices", devices).objectMap("netDevices", netDevices).object("seccomp", seccomp)
                .word("rootfsPropagation", rootfsPropagation).strings("maskedPaths", maskedPaths).strings("readonlyPaths", readonlyPaths)
                .string("mountLabel", mountLabel).object("intelRdt", intelRdt).object("memoryPolicy", memoryPolicy)
                .object("personality", personality).objectMap("timeOffsets", timeOffsets).unknown(unknown);
    }
}
