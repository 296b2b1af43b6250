package io.microcontainer.run.compile;

import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWCGROUP;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWIPC;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWNET;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWNS;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWPID;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWTIME;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWUSER;
import static io.microcontainer.api.linux.CloneFlag.CLONE_NEWUTS;
import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.Namespace;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.TimeOffset;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The namespaces of a container: new ones in one clone3(2), and others joined by their files ({@code linux.namespaces}). */
final class NamespaceSteps {

    private static final Operand GET_TYPE = flags(0xb703, "NS_GET_NSTYPE");

    private final PlanBuilder plan;
    private final LinuxConfig config;
    private final Map<Namespace, Register> joined = new LinkedHashMap<>();

    NamespaceSteps(PlanBuilder plan, LinuxConfig config) {
        this.plan = plan;
        this.config = config;
    }

    private static CloneFlag flag(NamespaceType type) {
        return switch (type) {
            case PID -> CLONE_NEWPID;
            case NETWORK -> CLONE_NEWNET;
            case MOUNT -> CLONE_NEWNS;
            case IPC -> CLONE_NEWIPC;
            case UTS -> CLONE_NEWUTS;
            case USER -> CLONE_NEWUSER;
            case CGROUP -> CLONE_NEWCGROUP;
            case TIME -> CLONE_NEWTIME;
        };
    }

    boolean makes(NamespaceType type) {
        return config.namespace(type).filter(n -> n.path() == null).isPresent();
    }

    private List<Namespace> byPath() {
        return config.namespaces().stream().filter(n -> n.path() != null)
                // The user namespace first: its capabilities are needed for the others.
                .sorted(Comparator.comparingInt(n -> n.type() == NamespaceType.USER ? 0 : 1)).toList();
    }

    /**
     * Whether a process between launcher and init is needed: to join namespaces, or because the offsets of a new time
     * namespace can be set only until its first process is in it.
     */
    boolean needsGoBetween() {
        return !byPath().isEmpty() || makes(NamespaceType.TIME);
    }

    /** What clone3(2) makes. A cgroup namespace comes later, for its root is the cgroup that a process is in. */
    List<CloneFlag> cloneFlags() {
        List<CloneFlag> made = new ArrayList<>();
        for (Namespace namespace : config.namespaces()) {
            NamespaceType type = namespace.type();
            if (namespace.path() == null && type != NamespaceType.CGROUP && type != NamespaceType.TIME) {
                made.add(flag(type));
            }
        }
        return made;
    }

    /** In the launcher: opens what is to be joined, and looks whether each is of its type. */
    void openJoined(Refusals refusals, Label failed) {
        Register type = plan.register("namespace-type");
        for (Namespace namespace : byPath()) {
            Register file = plan.register(namespace.type().word() + "-namespace");
            String where = "the " + namespace.type().word() + " namespace " + namespace.path();
            CloneFlag flag = flag(namespace.type());
            Label right = plan.label("right");
            plan.call("open " + where, file, Syscall.OPENAT, AT_FDCWD, plan.data().string(namespace.path()),
                    flags(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC));
            plan.call("see whether " + namespace.path() + " is a namespace", type, Syscall.IOCTL, file, GET_TYPE);
            plan.jumpIf(type, Condition.EQUAL, flags(flag), right);
            refusals.inLauncher(plan, "linux.namespaces: " + namespace.path() + " is no " + namespace.type().word()
                    + " namespace", failed);
            plan.place(right);
            joined.put(namespace, file);
        }
    }

    /** In the launcher: the descriptor of a namespace that is joined, or null. */
    Register joined(NamespaceType type) {
        return config.namespace(type).map(joined::get).orElse(null);
    }

    void closeJoined() {
        joined.values().forEach(file -> plan.call("", Syscall.CLOSE, file));
    }

    /** In the process between launcher and init. */
    void join() {
        if (makes(NamespaceType.TIME)) {
            makeTime();
        }
        joined.forEach((namespace, file) -> plan.call(
                "join the " + namespace.type().word() + " namespace " + namespace.path(), Syscall.SETNS, file,
                flags(flag(namespace.type()))));
    }

    /** time_namespaces(7): the offsets are written before any process is in the namespace. */
    private void makeTime() {
        plan.call("make a time namespace", Syscall.UNSHARE, flags(CLONE_NEWTIME));
        if (config.timeOffsets().isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, TimeOffset> offset : config.timeOffsets().entrySet()) {
            lines.append(offset.getKey()).append(' ').append(offset.getValue().secs()).append(' ')
                    .append(offset.getValue().nanosecs()).append('\n');
        }
        Register file = plan.register("offsets");
        plan.call("open the offsets of the time namespace", file, Syscall.OPENAT, AT_FDCWD,
                plan.data().string("/proc/self/timens_offsets"), flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        plan.call("set the offsets of the time namespace (linux.timeOffsets)", Syscall.WRITE, file,
                plan.data().string(lines.toString()), number(bytes.length));
        plan.call("", Syscall.CLOSE, file);
    }

    /** In init, once it is in its cgroup. */
    void makeCgroup() {
        if (makes(NamespaceType.CGROUP)) {
            plan.call("make a cgroup namespace", Syscall.UNSHARE, flags(CLONE_NEWCGROUP));
        }
    }

    /** {@code hostname} and {@code domainname}. */
    void name(String hostname, String domainname) {
        if (hostname != null && !hostname.isEmpty()) {
            set("name the host " + hostname + " (hostname)", Syscall.SETHOSTNAME, hostname);
        }
        if (domainname != null && !domainname.isEmpty()) {
            set("name the domain " + domainname + " (domainname)", Syscall.SETDOMAINNAME, domainname);
        }
    }

    private void set(String what, Syscall call, String name) {
        plan.call(what, call, plan.data().string(name), number(name.getBytes(StandardCharsets.UTF_8).length));
    }
}
