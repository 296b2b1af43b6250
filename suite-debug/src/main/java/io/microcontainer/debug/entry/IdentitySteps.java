package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Register;
import io.microcontainer.debug.entry.Identity.Capabilities;
import io.microcontainer.debug.target.SecurityLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Turns a process into whom its program is to run as. */
final class IdentitySteps {

    /** prctl(2). */
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    /** capset(2). */
    private static final int LINUX_CAPABILITY_VERSION_3 = 0x2008_0522;

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    /** Size of {@code struct sock_filter}. */
    private static final int INSTRUCTION = 8;

    private final PlanBuilder plan;
    private Register proc;

    IdentitySteps(Steps steps) {
        this.plan = steps.plan();
    }

    /**
     * Adds the steps.
     *
     * @param lastCapability the highest capability that the kernel knows
     */
    void become(Identity identity, int lastCapability) {
        identity.label().ifPresent(this::label);
        // Without no_new_privs a filter takes CAP_SYS_ADMIN; with it the filter comes last, for it may forbid what is done before.
        if (!identity.noNewPrivs()) {
            filters(identity.filters());
        }
        identity.sets().ifPresent(sets -> {
            for (int capability = 0; capability <= lastCapability; capability++) {
                if ((sets.bounding() >>> capability & 1) == 0) {
                    prctl("give up capability " + capability, PR_CAPBSET_DROP, "PR_CAPBSET_DROP", capability, 0);
                }
            }
            prctl("keep capabilities over the change of user", PR_SET_KEEPCAPS, "PR_SET_KEEPCAPS", 1, 0);
        });
        ids(identity.uid(), identity.gid(), identity.groups());
        if (identity.sets().isPresent() || identity.uid() != 0) {
            capabilities(identity.sets().orElse(new Capabilities(0, 0, 0, 0, 0)), lastCapability);
        }
        if (identity.noNewPrivs()) {
            prctl("set no_new_privs", PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS", 1, 0);
            filters(identity.filters());
        }
    }

    /** While the host's mounts are still in sight: what the target has at /proc may be anything (CVE-2019-16884). */
    void openProc(Identity identity) {
        if (identity.label().isPresent()) {
            proc = plan.register("host-proc");
            plan.call("open the host's procfs", proc, Syscall.OPENAT, Operand.AT_FDCWD, plan.data().string("/proc"),
                    flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
        }
    }

    /** The label that the next execve(2) gives (proc_pid_attr(5)). */
    private void label(SecurityLabel label) {
        String text = label.text();
        Register file = plan.register("label-file");
        Label open = plan.label("label-file-is-open");
        if (label.module() == SecurityLabel.Module.APPARMOR) {
            text = "exec " + text;
            plan.call("", file, new OnError.Ignore(Errno.ENOENT), Syscall.OPENAT, proc, plan.data().string("self/attr/apparmor/exec"),
                    flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
            plan.jumpIf(file, Condition.AT_LEAST, number(0), open);
        }
        plan.call("open the file for the next program's label", file, Syscall.OPENAT, proc, plan.data().string("self/attr/exec"),
                flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
        plan.place(open);
        plan.call("give the program the target's label " + label.text(), Syscall.WRITE, file, plan.data().string(text),
                number(text.getBytes(StandardCharsets.UTF_8).length));
        plan.call("", Syscall.CLOSE, file);
    }

    private void filters(List<byte[]> filters) {
        for (byte[] filter : filters) {
            String text = "{" + filter.length / INSTRUCTION + " instructions}";
            plan.call("set the target's seccomp filter", Syscall.SECCOMP, number(SECCOMP_SET_MODE_FILTER), number(0),
                    plan.data().struct(text, new Struct().u16(filter.length / INSTRUCTION).u16(0).u32(0).address(plan.data().bytes(text, filter))));
        }
    }

    /** Takes user and groups. */
    void ids(long uid, long gid, List<Long> groups) {
        Struct list = new Struct();
        groups.forEach(list::u32);
        // A user namespace whose setgroups file says deny keeps the groups as they are (user_namespaces(7)).
        plan.call("take the groups " + groups, null, new OnError.Ignore(Errno.EPERM), Syscall.SETGROUPS, number(groups.size()),
                groups.isEmpty() ? Operand.NULL : plan.data().struct(
                        groups.stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}")), list));
        plan.call("become group " + gid, Syscall.SETRESGID, number(gid), number(gid), number(gid));
        plan.call("become user " + uid, Syscall.SETRESUID, number(uid), number(uid), number(uid));
    }

    private void capabilities(Capabilities sets, int lastCapability) {
        prctl("clear the ambient capabilities", PR_CAP_AMBIENT, "PR_CAP_AMBIENT", PR_CAP_AMBIENT_CLEAR_ALL, 0);
        Struct words = new Struct();
        for (int half = 0; half < 64; half += 32) {
            words.u32(sets.effective() >>> half).u32(sets.permitted() >>> half).u32(sets.inheritable() >>> half);
        }
        plan.call("set the capabilities", Syscall.CAPSET,
                plan.data().struct("{_LINUX_CAPABILITY_VERSION_3, 0}", new Struct().u32(LINUX_CAPABILITY_VERSION_3).u32(0)),
                plan.data().struct(String.format("{effective %x, permitted %x, inheritable %x}", sets.effective(),
                        sets.permitted(), sets.inheritable()), words));
        for (int capability = 0; capability <= lastCapability; capability++) {
            if ((sets.ambient() >>> capability & 1) == 1) {
                prctl("keep capability " + capability + " over exec", PR_CAP_AMBIENT, "PR_CAP_AMBIENT", PR_CAP_AMBIENT_RAISE,
                        capability);
            }
        }
    }

    private void prctl(String what, int option, String name, long first, long second) {
        plan.call(what, Syscall.PRCTL, flags(option, name), number(first), number(second), number(0), number(0));
    }
}
