package io.microcontainer.run.cgroup;

import java.nio.file.Path;

/** Loads a device program and attaches it to a cgroup of v2 in place of the one that it had, by bpf(2). */
@FunctionalInterface
public interface DeviceProgramAttacher {

    /**
     * @param cgroup  the cgroup's directory
     * @param program what decides on its devices from now on
     * @throws io.microcontainer.run.RunException if the kernel refuses it
     */
    void attach(Path cgroup, DeviceProgram program);
}
