package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.DeviceLine.Access;
import io.microcontainer.run.cgroup.DeviceLine.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which devices a container may use, after all rules in their order: a default and its exceptions. That is what the
 * devices controller of v1 keeps (Documentation/admin-guide/cgroup-v1/devices.rst), and v2 shall behave the same.
 */
final class DeviceAccess {

    /** The devices that an exception is for. */
    record Devices(Type type, long major, long minor) {
    }

    /** Every container may use these, whatever its config says: making nodes, the spec's default devices, terminals and tun. */
    private static final List<String> ALWAYS = List.of("c *:* m", "b *:* m", "c 1:3 rwm", "c 1:8 rwm", "c 1:7 rwm",
            "c 5:0 rwm", "c 1:5 rwm", "c 1:9 rwm", "c 136:* rwm", "c 5:2 rwm", "c 10:200 rwm");

    private static final Comparator<Devices> ORDER = Comparator.comparing(Devices::type)
            .thenComparingLong(Devices::major).thenComparingLong(Devices::minor);

    private boolean allowed;
    private final Map<Devices, Set<Access>> exceptions = new TreeMap<>(ORDER);

    private DeviceAccess() {
    }

    /** What a config asks for: nothing is allowed until a rule does, and the devices of every container come last. */
    static DeviceAccess of(List<DeviceRule> rules) {
        DeviceAccess access = new DeviceAccess();
        for (int i = 0; i < rules.size(); i++) {
            DeviceLine rule = DeviceLine.of(rules.get(i), i);
            try {
                access.apply(rule);
            } catch (RunException e) {
                throw new RunException("linux.resources.devices[" + i + "]: " + e.getMessage(), e);
            }
        }
        ALWAYS.forEach(line -> access.apply(DeviceLine.allow(line)));
        return access;
    }

    /** What devices.list of v1 tells. Of a cgroup that allows by default it tells no exceptions. */
    static DeviceAccess current(String devicesList) {
        DeviceAccess access = new DeviceAccess();
        devicesList.lines().filter(line -> !line.isBlank()).forEach(line -> access.apply(DeviceLine.allow(line)));
        return access;
    }

    private void apply(DeviceLine rule) {
        if (rule.type() == Type.ALL) {
            allowed = rule.allow();
            exceptions.clear();
            return;
        }
        Devices devices = new Devices(rule.type(), rule.major(), rule.minor());
        Set<Access> excepted = exceptions.computeIfAbsent(devices, key -> EnumSet.noneOf(Access.class));
        if (rule.allow() == allowed) {
            refuseHole(rule, devices);
            excepted.removeAll(rule.access());
        } else {
            excepted.addAll(rule.access());
        }
        if (excepted.isEmpty()) {
            exceptions.remove(devices);
        }
    }

    /** The kernel of v1 ignores in silence a rule that takes single devices out of a wider exception: a false sense of safety. */
    private void refuseHole(DeviceLine rule, Devices devices) {
        for (Devices wider : List.of(new Devices(devices.type, DeviceLine.ANY, devices.minor),
                new Devices(devices.type, devices.major, DeviceLine.ANY),
                new Devices(devices.type, DeviceLine.ANY, DeviceLine.ANY))) {
            Set<Access> both = EnumSet.noneOf(Access.class);
            both.addAll(exceptions.getOrDefault(wider, Set.of()));
            both.retainAll(rule.access());
            if (!wider.equals(devices) && !both.isEmpty()) {
                throw new RunException("cannot " + (rule.allow() ? "allow" : "deny") + " " + rule + " out of the wider rule "
                        + exception(wider, exceptions.get(wider)) + " before it; name the devices one by one");
            }
        }
    }

    /** Whether what no exception names is allowed. */
    boolean allowedByDefault() {
        return allowed;
    }

    /** The exceptions, sorted; each says the opposite of the default. */
    List<DeviceLine> exceptions() {
        return exceptions.entrySet().stream().map(entry -> exception(entry.getKey(), entry.getValue())).toList();
    }

    private DeviceLine exception(Devices devices, Set<Access> access) {
        return new DeviceLine(!allowed, devices.type, devices.major, devices.minor, access);
    }

    /**
     * The rules that bring a v1 cgroup from this access to another one, in order, without taking away between what both
     * allow. A cgroup that allows by default has unknown exceptions, so it starts anew.
     */
    List<DeviceLine> changeTo(DeviceAccess wanted) {
        List<DeviceLine> rules = new ArrayList<>();
        boolean anew = allowed || wanted.allowed;
        if (anew) {
            rules.add(new DeviceLine(wanted.allowed, Type.ALL, DeviceLine.ANY, DeviceLine.ANY, Set.of(Access.values())));
        }
        Map<Devices, Set<Access>> before = anew ? Map.of() : exceptions;
        before.forEach((devices, access) -> difference(devices, access, wanted.exceptions.get(devices), wanted.allowed, rules));
        wanted.exceptions.forEach((devices, access) -> difference(devices, access, before.get(devices), !wanted.allowed, rules));
        return rules;
    }

    private static void difference(Devices devices, Set<Access> access, Set<Access> other, boolean allow,
            List<DeviceLine> rules) {
        Set<Access> rest = EnumSet.copyOf(access);
        if (other != null) {
            rest.removeAll(other);
        }
        if (!rest.isEmpty()) {
            rules.add(new DeviceLine(allow, devices.type, devices.major, devices.minor, rest));
        }
    }
}
