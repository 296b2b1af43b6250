package io.microcontainer.run.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of a container between commands, in state.json of its directory.
 *
 * @param id               its name
 * @param ociVersion       {@code ociVersion} of its config
 * @param bundle           absolute path of its bundle
 * @param rootfs           absolute path of its root file system on the host
 * @param initPid          its first process in the engine's pid namespace; 0 while there is none yet
 * @param initStartTime    when that process started, field 22 of proc_pid_stat(5): tells it from a later one with the same pid
 * @param created          when create began
 * @param ownerUid         who created it
 * @param annotations      of the config
 * @param cgroups          directories of its cgroup, by controller ({@code ""}: unified), as {@code Cgroup.paths()} gives them
 * @param ownsCgroup       whether delete removes the cgroup
 * @param sharedCgroup     whether processes of others are in the cgroup: none of them is ever killed with the container, and the cgroup
 *                         stays as long as they do
 * @param ownProcessIds    whether it has a pid namespace of its own, so that all its processes end with the first
 * @param systemdUnit      scope that systemd made for it, or null
 * @param rootless         whether it runs without privileges of the host
 * @param terminal         whether {@code process.terminal} is set
 * @param namespaces       its namespaces' files by type ({@code mnt}, {@code pid} …), such as {@code /proc/PID/ns/mnt}
 * @param descriptors      what the descriptors 0, 1 and 2 of its process lead to
 */
public record ContainerRecord(ContainerId id, String ociVersion, Path bundle, Path rootfs, int initPid, long initStartTime,
        Instant created, int ownerUid, Map<String, String> annotations, Map<String, Path> cgroups, boolean ownsCgroup,
        boolean sharedCgroup, boolean ownProcessIds, String systemdUnit, boolean rootless, boolean terminal, Map<String, Path> namespaces,
        List<String> descriptors) {

    public ContainerRecord {
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        cgroups = Collections.unmodifiableMap(new TreeMap<>(cgroups));
        namespaces = Collections.unmodifiableMap(new TreeMap<>(namespaces));
        descriptors = List.copyOf(descriptors);
    }

    /** The record at the begin of create, before anything was made. */
    public static ContainerRecord begin(ContainerId id, String ociVersion, Path bundle, Path rootfs, Instant created,
            int ownerUid, Map<String, String> annotations, boolean ownProcessIds, boolean rootless, boolean terminal) {
        return new ContainerRecord(id, ociVersion, bundle, rootfs, 0, 0, created, ownerUid, annotations, Map.of(), false,
                false, ownProcessIds, null, rootless, terminal, Map.of(), List.of());
    }

    /** The same with its cgroup: to be saved before the first process exists, or a crash would leave the cgroup for ever. */
    public ContainerRecord withCgroups(Map<String, Path> paths, boolean owns) {
        return new ContainerRecord(id, ociVersion, bundle, rootfs, initPid, initStartTime, created, ownerUid, annotations,
                paths, owns, sharedCgroup, ownProcessIds, systemdUnit, rootless, terminal, namespaces, descriptors);
    }

    /** The same in a cgroup with processes of others. */
    public ContainerRecord withSharedCgroup() {
        return new ContainerRecord(id, ociVersion, bundle, rootfs, initPid, initStartTime, created, ownerUid, annotations,
                cgroups, ownsCgroup, true, ownProcessIds, systemdUnit, rootless, terminal, namespaces, descriptors);
    }

    /** The same in a scope of systemd: to be saved before the scope is made, for the same reason. */
    public ContainerRecord withSystemdUnit(String unit) {
        return new ContainerRecord(id, ociVersion, bundle, rootfs, initPid, initStartTime, created, ownerUid, annotations,
                cgroups, ownsCgroup, sharedCgroup, ownProcessIds, unit, rootless, terminal, namespaces, descriptors);
    }

    /** The same with its first process. */
    public ContainerRecord withInit(int pid, long startTime, Map<String, Path> namespaceFiles,
            List<String> descriptorTargets) {
        return new ContainerRecord(id, ociVersion, bundle, rootfs, pid, startTime, created, ownerUid, annotations,
                cgroups, ownsCgroup, sharedCgroup, ownProcessIds, systemdUnit, rootless, terminal, namespaceFiles, descriptorTargets);
    }
}
