package io.microcontainer.run.spec;

import io.microcontainer.api.oci.runtime.Capabilities;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.api.oci.runtime.Namespace;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.Rlimit;
import io.microcontainer.api.oci.runtime.RlimitType;
import io.microcontainer.api.oci.runtime.Root;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The config that {@code spec} begins a bundle with: a shell on a read-only root, as runc 1.3 writes it, so that instructions for
 * runc work here.
 */
public final class DefaultConfig {

    private static final String OCI_VERSION = "1.3.0";

    private static final List<String> CAPABILITIES = List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");

    private static final List<String> MASKED_PATHS = List.of("/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys",
            "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi");

    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private DefaultConfig() {
    }

    /**
     * The config for a container of root.
     *
     * @param cgroupNamespace whether the container gets a cgroup namespace: as with runc on hosts with cgroup v2 only
     */
    public static RuntimeConfig privileged(boolean cgroupNamespace) {
        List<NamespaceType> namespaces = new ArrayList<>(List.of(NamespaceType.PID, NamespaceType.NETWORK, NamespaceType.IPC,
                NamespaceType.UTS, NamespaceType.MOUNT));
        if (cgroupNamespace) {
            namespaces.add(NamespaceType.CGROUP);
        }
        Resources noDevices = new Resources(List.of(new DeviceRule(false, null, null, null, "rwm", Map.of())), null, null, null,
                null, List.of(), null, Map.of(), Map.of(), Map.of());
        return config(mounts(true), linux(List.of(), List.of(), noDevices, namespaces));
    }

    /**
     * The config for a container of a user without privileges, who is root in it.
     *
     * @param cgroupNamespace as for root
     * @param uid             the user
     * @param gid             the user's group
     */
    public static RuntimeConfig rootless(boolean cgroupNamespace, long uid, long gid) {
        List<NamespaceType> namespaces = new ArrayList<>(
                List.of(NamespaceType.PID, NamespaceType.IPC, NamespaceType.UTS, NamespaceType.MOUNT));
        if (cgroupNamespace) {
            namespaces.add(NamespaceType.CGROUP);
        }
        namespaces.add(NamespaceType.USER);
        return config(mounts(false), linux(List.of(new IdMapping(0, uid, 1, Map.of())),
                List.of(new IdMapping(0, gid, 1, Map.of())), null, namespaces));
    }

    private static RuntimeConfig config(List<Mount> mounts, LinuxConfig linux) {
        ContainerProcess shell = new ContainerProcess(true, null, null, List.of("sh"),
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"), "/",
                new Capabilities(CAPABILITIES, CAPABILITIES, List.of(), CAPABILITIES, List.of(), Map.of()),
                List.of(new Rlimit(RlimitType.RLIMIT_NOFILE, 1024, 1024, Map.of())), true, null, null, null, null, null, null,
                Map.of());
        return new RuntimeConfig(OCI_VERSION, shell, new Root("rootfs", true, Map.of()), "railcar", null, mounts, null, Map.of(),
                linux, Map.of());
    }

    /** Without privileges sysfs cannot be mounted in the host's network namespace, and the tty group is not mapped. */
    private static List<Mount> mounts(boolean privileged) {
        List<String> terminals = new ArrayList<>(List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        if (privileged) {
            terminals.add("gid=5");
        }
        Mount sys = privileged ? Mount.of("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro"))
                : Mount.of("/sys", "none", "/sys", List.of("rbind", "nosuid", "noexec", "nodev", "ro"));
        return List.of(Mount.of("/proc", "proc", "proc", List.of()),
                Mount.of("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                Mount.of("/dev/pts", "devpts", "devpts", terminals),
                Mount.of("/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
                Mount.of("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                sys,
                Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", List.of("nosuid", "noexec", "nodev", "relatime", "ro")));
    }

    private static LinuxConfig linux(List<IdMapping> uids, List<IdMapping> gids, Resources resources,
            List<NamespaceType> namespaces) {
        return new LinuxConfig(uids, gids, Map.of(), resources, null,
                namespaces.stream().map(type -> new Namespace(type, null, Map.of())).toList(), List.of(), Map.of(), null, null,
                MASKED_PATHS, READONLY_PATHS, null, null, null, null, Map.of(), Map.of());
    }
}
