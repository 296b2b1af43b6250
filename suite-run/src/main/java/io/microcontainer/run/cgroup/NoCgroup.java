package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container that stays in its caller's cgroup: rootless without limits, or a host without cgroups. */
public record NoCgroup() implements Cgroup {

    @Override
    public Map<String, Path> paths() {
        return Map.of();
    }

    @Override
    public void limit(Resources limits) {
        if (LimitValues.any(limits)) {
            throw new RunException("linux.resources asks for limits, but the container has no cgroup of its own:"
                    + " give linux.cgroupsPath a place that this user may write to, or remove the limits");
        }
    }

    @Override
    public void restrictDevices(List<DeviceRule> rules, DeviceProgramAttacher attacher) {
        // whoever may not make a cgroup has no device that it could allow
    }

    @Override
    public void add(int pid) {
        // it is born where it shall be
    }

    @Override
    public void add(int pid, String subgroup) {
        throw none("enter a cgroup below it");
    }

    @Override
    public Optional<Path> cloneInto() {
        return Optional.empty();
    }

    @Override
    public List<Path> joinFiles() {
        return List.of();
    }

    @Override
    public List<Integer> processes() {
        throw none("find its processes");
    }

    @Override
    public List<Integer> occupants() {
        return List.of();
    }

    @Override
    public FreezerState freezerState() {
        return FreezerState.UNKNOWN;
    }

    @Override
    public void freeze() {
        throw none("pause it");
    }

    @Override
    public void thaw() {
        throw none("resume it");
    }

    @Override
    public void kill(Signaller signaller) {
        throw none("kill all its processes");
    }

    @Override
    public void remove() {
        // nothing was made
    }

    @Override
    public boolean exists() {
        return false;
    }

    private static RunException none(String wish) {
        return new RunException("the container has no cgroup of its own, which is needed to " + wish);
    }
}
