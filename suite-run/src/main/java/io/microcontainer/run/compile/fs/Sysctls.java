package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_WRONLY;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Kernel parameters of the container's namespaces: {@code linux.sysctl}, sysctl(8), namespaces(7). */
final class Sysctls {

    private static final Set<String> IPC = Set.of("kernel/msgmax", "kernel/msgmnb", "kernel/msgmni", "kernel/sem",
            "kernel/shmall", "kernel/shmmax", "kernel/shmmni", "kernel/shm_rmid_forced", "kernel/auto_msgmni",
            "kernel/msg_next_id", "kernel/sem_next_id", "kernel/shm_next_id");

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final PrivateProcfs procfs;

    Sysctls(Calls calls, Registers registers, PrivateProcfs procfs) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.procfs = procfs;
    }

    /** @throws RunException if one is not the container's own */
    void write(LinuxConfig linux) {
        linux.sysctl().forEach((name, value) -> write(linux, name, value));
    }

    private void write(LinuxConfig linux, String name, String value) {
        String path = path(name);
        check(linux, name, path);
        Register proc = procfs.open();
        String what = "set sysctl " + name + " to " + value;
        calls.open(what, registers.other(), proc, "sys/" + path, Calls.PLAIN, O_WRONLY, O_CLOEXEC);
        plan.call(what, Syscall.WRITE, registers.other(), calls.text(value),
                number(value.getBytes(StandardCharsets.UTF_8).length));
        calls.close(registers.other());
    }

    /** As sysctl(8) does it: the first separator says whether dots or slashes part the name; the other sign belongs to it. */
    private static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (dot < 0 || slash >= 0 && slash < dot) {
            return name;
        }
        StringBuilder path = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            path.setCharAt(i, c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return path.toString();
    }

    private static void check(LinuxConfig linux, String name, String path) {
        if (name.indexOf('\0') >= 0 || !path.equals(String.join("/", ImageView.names(path)))) {
            throw new RunException("linux.sysctl " + name.replace("\0", "\\0") + " is not the name of a kernel parameter");
        }
        NamespaceType owner = owner(path);
        if (owner == null) {
            throw new RunException("linux.sysctl " + name + " belongs to no namespace: it would be set for the whole host");
        }
        if (linux.namespace(owner).isEmpty()) {
            throw new RunException("linux.sysctl " + name + " belongs to the " + owner.word()
                    + " namespace, and the container shares the host's: add it to linux.namespaces, or drop the parameter");
        }
    }

    private static NamespaceType owner(String path) {
        if (IPC.contains(path) || path.startsWith("fs/mqueue/")) {
            return NamespaceType.IPC;
        }
        if (path.startsWith("net/")) {
            return NamespaceType.NETWORK;
        }
        if (path.startsWith("user/")) {
            return NamespaceType.USER;
        }
        return path.equals("kernel/domainname") || path.equals("kernel/hostname") ? NamespaceType.UTS : null;
    }
}
