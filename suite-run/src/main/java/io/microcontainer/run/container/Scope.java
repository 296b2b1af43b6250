package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.cgroup.CgroupRequest;
import io.microcontainer.run.cgroup.CgroupV1;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.cgroup.DeviceUnits;
import io.microcontainer.run.cgroup.FreezerState;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.systemd.AnnotationProperties;
import io.microcontainer.run.systemd.ResourceProperties;
import io.microcontainer.run.systemd.ScopeName;
import io.microcontainer.run.systemd.Systemd;
import io.microcontainer.run.systemd.UnitProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container's scope of systemd through its life ({@code --systemd-cgroup}). */
final class Scope {

    private final Invocation caller;
    private final ScopeName name;

    Scope(Invocation caller, ScopeName name) {
        Systemd.require();
        this.caller = caller;
        this.name = name;
    }

    ScopeName name() {
        return name;
    }

    /** Its cgroup's path; a user's systemd has its own below the host's. */
    String path() {
        if (caller.uid() == 0) {
            return name.path();
        }
        try (Systemd systemd = Systemd.connect(caller)) {
            return systemd.controlGroup() + name.path();
        }
    }

    /** A scope of that name with processes is another container's, whatever systemd makes of it. */
    void refuseUsed(Cgroup expected) {
        List<Integer> processes = expected.processes();
        if (!processes.isEmpty()) {
            throw new RunException("the scope " + name.unit() + " is there already, with the processes " + processes
                    + "; end them or give another linux.cgroupsPath");
        }
    }

    /** Makes it around the container's first process. */
    void start(int pid, Map<String, String> annotations, CgroupRequest wanted) {
        try (Systemd systemd = Systemd.connect(caller)) {
            List<UnitProperty> properties = new ArrayList<>(AnnotationProperties.of(annotations));
            if (caller.uid() == 0) {
                properties.addAll(devices(wanted.limits().devices()));
            }
            boolean v2 = wanted.mounts().mode() == CgroupMounts.Mode.V2;
            properties.addAll(ResourceProperties.of(wanted.limits(), v2, systemd.version()));
            systemd.startScope(name, pid, properties);
        }
    }

    /** What systemd cannot say it does not enforce: the cgroup's own rules, which come after it, are exact. */
    private static List<UnitProperty> devices(List<DeviceRule> rules) {
        Optional<List<DeviceUnits.Entry>> allowed = DeviceUnits.allowed(rules);
        UnitProperty none = new UnitProperty.Devices("DeviceAllow", List.of());
        if (allowed.isEmpty()) {
            return List.of(none, new UnitProperty.Text("DevicePolicy", "auto"));
        }
        return List.of(none, new UnitProperty.Text("DevicePolicy", "strict"), new UnitProperty.Devices("DeviceAllow",
                allowed.get().stream().map(entry -> new UnitProperty.Devices.Device(entry.node(), entry.access())).toList()));
    }

    /** Ends the scope of a container, if it has one. */
    static void end(Invocation caller, ContainerRecord container) {
        if (container.systemdUnit() != null) {
            try (Systemd systemd = Systemd.connect(caller)) {
                systemd.stop(container.systemdUnit());
            }
        }
    }

    /**
     * Tells systemd of limits, if the container has a scope. On v1 systemd takes all devices away for a moment when it sets
     * any property, so the processes are kept from seeing that.
     */
    static void limit(Invocation caller, ContainerRecord container, Cgroup cgroup, Resources limits) {
        if (container.systemdUnit() == null) {
            return;
        }
        boolean freeze = cgroup instanceof CgroupV1 && cgroup.freezerState() == FreezerState.THAWED;
        try (Systemd systemd = Systemd.connect(caller)) {
            List<UnitProperty> properties = ResourceProperties.of(limits, cgroup instanceof CgroupV2, systemd.version());
            if (freeze) {
                cgroup.freeze();
            }
            systemd.setProperties(container.systemdUnit(), properties);
        } finally {
            if (freeze) {
                cgroup.thaw();
            }
        }
    }

    /** Has systemd move a further process into the scope. */
    static void attach(Invocation caller, ContainerRecord container, int pid) {
        try (Systemd systemd = Systemd.connect(caller)) {
            systemd.attach(container.systemdUnit(), pid);
        }
    }
}
