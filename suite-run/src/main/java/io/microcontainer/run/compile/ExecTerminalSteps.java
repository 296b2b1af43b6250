package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FilesystemMagic;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.oci.runtime.ConsoleSize;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/**
 * A terminal for a process executed in a running container, made in the container's devpts (pts(4)). What the container has
 * at /dev/pts is looked at first, and the slave side is opened from the master and by no path (CVE-2025-52565).
 */
final class ExecTerminalSteps {

    private static final int STATFS_SIZE = 120;
    private static final int OPEN_HOW = 24;

    private final PlanBuilder plan;
    private final Refusals refusals;
    private final Register directory;
    private final Register master;
    private final Register slave;

    ExecTerminalSteps(PlanBuilder plan, Refusals refusals) {
        this.plan = plan;
        this.refusals = refusals;
        directory = plan.register("pts");
        master = plan.register("master");
        slave = plan.register("slave");
    }

    Register master() {
        return master;
    }

    Register slave() {
        return slave;
    }

    /** @param size of the terminal, or null */
    void make(ConsoleSize size) {
        Label devpts = plan.label("devpts");
        Operand.Address status = plan.data().room("statfs", STATFS_SIZE);
        open("open /dev/pts", directory, AT_FDCWD, "/dev/pts", new Flag[] { ResolveFlag.RESOLVE_NO_SYMLINKS },
                OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
        plan.call("see what /dev/pts is", Syscall.FSTATFS, directory, status);
        plan.load(slave, status, 8);
        plan.jumpIf(slave, Condition.EQUAL, flags(FilesystemMagic.DEVPTS_SUPER_MAGIC), devpts);
        refusals.inChild(plan, "a terminal needs a devpts at /dev/pts, and the container has none");
        plan.place(devpts);
        open("open a terminal", master, directory, "ptmx",
                new Flag[] { ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS, ResolveFlag.RESOLVE_NO_XDEV },
                OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC);
        plan.call("", Syscall.CLOSE, directory);
        plan.call("unlock the terminal", Syscall.IOCTL, master, flags(TerminalRequest.TIOCSPTLCK),
                plan.data().struct("{0}", new Struct().u32(0)));
        plan.call("open the terminal's slave side", slave, Syscall.IOCTL, master, flags(TerminalRequest.TIOCGPTPEER),
                flags(OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC));
        if (size != null) {
            plan.call("set the terminal's size", Syscall.IOCTL, master, flags(TerminalRequest.TIOCSWINSZ),
                    plan.data().struct("{" + size.height() + " rows, " + size.width() + " columns}",
                            new Struct().u16((int) size.height()).u16((int) size.width()).u16(0).u16(0)));
        }
    }

    private void open(String what, Register into, Operand from, String path, Flag[] resolve, OpenFlag... open) {
        Operand.Address how = plan.data().struct("{" + flags(open) + ", " + flags(resolve) + "}",
                new Struct().u64(Flag.all(open)).u64(0).u64(Flag.all(resolve)));
        plan.call(what, into, Syscall.OPENAT2, from, plan.data().string(path), how, number(OPEN_HOW));
    }
}
