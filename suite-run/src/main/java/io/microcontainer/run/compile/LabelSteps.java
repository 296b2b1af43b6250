package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;

/**
 * The label that a security module gives the program ({@code process.apparmorProfile}, {@code process.selinuxLabel}). It is
 * written through the host's own procfs, opened before the container's namespaces are entered: what the container has at
 * /proc may be anything (CVE-2019-16884, CVE-2025-52881).
 */
final class LabelSteps {

    private final PlanBuilder plan;
    private final String profile;
    private final String selinux;
    private Register proc;
    private Register file;

    LabelSteps(PlanBuilder plan, ContainerProcess process, HostFacts host) {
        this.plan = plan;
        this.profile = blankToNull(process.apparmorProfile());
        this.selinux = blankToNull(process.selinuxLabel());
        if (profile != null && !host.appArmor()) {
            throw new RunException("process.apparmorProfile: the config asks for the AppArmor profile " + profile
                    + ", but AppArmor is not enabled on this host");
        }
        if (selinux != null && !host.selinux()) {
            throw new RunException("process.selinuxLabel: the config asks for the label " + selinux
                    + ", but SELinux is disabled or not supported on this host");
        }
    }

    private static String blankToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** While the host's mounts are still in sight. */
    void openProc() {
        if (profile == null && selinux == null) {
            return;
        }
        proc = plan.register("proc");
        file = plan.register("label-file");
        plan.call("open the host's procfs", proc, Syscall.OPENAT, AT_FDCWD, plan.data().string("/proc"),
                flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
    }

    /** From the next execve(2) on; needs the rights of before the change of the user. */
    void apply() {
        if (profile != null) {
            Label old = plan.label("old");
            Label open = plan.label("open");
            plan.call("open AppArmor's file for the next program", file, new OnError.GoTo(old, Errno.ENOENT),
                    Syscall.OPENAT, proc, plan.data().string("self/attr/apparmor/exec"),
                    flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
            plan.jump(open);
            plan.place(old);
            openExecFile();
            plan.place(open);
            write("confine the program by the AppArmor profile " + profile + " (process.apparmorProfile)",
                    "exec " + profile);
        }
        if (selinux != null) {
            openExecFile();
            write("give the program the SELinux label " + selinux + " (process.selinuxLabel)", selinux);
        }
        if (proc != null) {
            plan.call("", Syscall.CLOSE, proc);
        }
    }

    private void openExecFile() {
        plan.call("open the file for the next program's label", file, Syscall.OPENAT, proc,
                plan.data().string("self/attr/exec"), flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
    }

    private void write(String what, String text) {
        plan.call(what, Syscall.WRITE, file, plan.data().string(text),
                number(text.getBytes(StandardCharsets.UTF_8).length));
        plan.call("", Syscall.CLOSE, file);
    }
}
