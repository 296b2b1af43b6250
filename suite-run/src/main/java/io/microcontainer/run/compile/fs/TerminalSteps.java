package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.Errno.EEXIST;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_NOCTTY;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.linux.OpenFlag.O_RDWR;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.FilesystemMagic;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.oci.runtime.ConsoleSize;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/**
 * Makes the container's terminal in its own devpts: pts(4), ioctl_tty(2). The slave is opened from the master
 * (TIOCGPTPEER) and bound on /dev/console from its descriptor, never by a path of the container (CVE-2025-52565).
 */
final class TerminalSteps {

    private static final int STATFS_SIZE = 120;

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final Devices devices;

    TerminalSteps(Calls calls, Registers registers, Devices devices) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.devices = devices;
    }

    /** @param size of the terminal, or null to leave it at zero */
    Terminal make(ConsoleSize size) {
        Register master = plan.register("master");
        Register slave = plan.register("slave");
        openMaster(master);
        plan.call("unlock the terminal", Syscall.IOCTL, master, flags(TerminalRequest.TIOCSPTLCK),
                plan.data().struct("{0}", new Struct().u32(0)));
        plan.call("open the terminal's slave side", slave, new OnError.Fail(), Syscall.IOCTL, master,
                flags(TerminalRequest.TIOCGPTPEER), flags(O_RDWR, O_NOCTTY, O_CLOEXEC));
        if (size != null) {
            plan.call("set the terminal's size", Syscall.IOCTL, master, flags(TerminalRequest.TIOCSWINSZ),
                    plan.data().struct("{" + size.height() + " rows, " + size.width() + " columns}",
                            new Struct().u16((int) size.height()).u16((int) size.width()).u16(0).u16(0)));
        }
        bindConsole(slave);
        return new Terminal(master, slave);
    }

    private void openMaster(Register master) {
        String what = "open /dev/pts for the terminal";
        Operand.Address status = plan.data().room("statfs", STATFS_SIZE);
        Label good = plan.label("devpts");
        calls.open(what, registers.other(), devices.dev(), "pts", Calls.NO_LINK, O_PATH, O_DIRECTORY, O_CLOEXEC);
        plan.call(what, Syscall.FSTATFS, registers.other(), status);
        plan.load(registers.word(), status, 8);
        plan.jumpIf(registers.word(), Condition.EQUAL, flags(FilesystemMagic.DEVPTS_SUPER_MAGIC), good);
        calls.refuse("a terminal needs a devpts on /dev/pts");
        plan.place(good);
        calls.open("open a terminal", master, registers.other(), "ptmx", Calls.PLAIN, O_RDWR, O_NOCTTY, O_CLOEXEC);
        calls.close(registers.other());
    }

    private void bindConsole(Register slave) {
        String what = "bind the terminal on /dev/console";
        plan.call(what, null, new OnError.Ignore(EEXIST), Syscall.MKNODAT, devices.dev(), calls.text("console"),
                mode((int) FileType.S_IFREG.bits() | 0600), number(0));
        calls.open(what, registers.target(), devices.dev(), "console", Calls.NO_LINK, O_PATH, O_CLOEXEC);
        calls.clone(what, registers.mount(), slave, "", false);
        calls.attach(what, registers.mount(), registers.target());
        calls.close(registers.mount());
        calls.close(registers.target());
    }
}
