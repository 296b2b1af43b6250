package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.Map;

/** A terminal of the caller's devpts for a session: the target need not have one (pty(7), ioctl_tty(2)). */
final class Terminal {

    private static final long TIOCGWINSZ = 0x5413;

    private final Steps steps;
    private final PlanBuilder plan;
    private final Register master;
    private final Register slave;

    Terminal(Steps steps) {
        this.steps = steps;
        this.plan = steps.plan();
        this.master = plan.register("terminal-master");
        this.slave = plan.register("terminal");
    }

    Register master() {
        return master;
    }

    Register slave() {
        return slave;
    }

    /** Makes it, of the size of the caller's, and gives it to the session's user. */
    void open(long uid) {
        steps.open("make a terminal", master, Steps.FAIL, AT_FDCWD, "/dev/ptmx", OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC);
        plan.call("unlock the terminal", Syscall.IOCTL, master, flags(TerminalRequest.TIOCSPTLCK), plan.data().room("0", 8));
        // By the master's descriptor: a path below /dev/pts could lead elsewhere.
        plan.call("open the terminal", slave, Syscall.IOCTL, master, flags(TerminalRequest.TIOCGPTPEER),
                flags(OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC));
        Operand.Address size = plan.data().room("winsize", 8);
        plan.call("", null, Steps.IGNORE, Syscall.IOCTL, number(0), flags(TIOCGWINSZ, "TIOCGWINSZ"), size);
        plan.call("", null, Steps.IGNORE, Syscall.IOCTL, slave, flags(TerminalRequest.TIOCSWINSZ), size);
        plan.call("give the terminal to the session's user", null, Steps.IGNORE, Syscall.FCHOWN, slave, number(uid), number(-1));
    }

    /** Shows it as /dev/console, as in every container with a terminal, so that ttyname(3) finds it. */
    void show(Map<String, Register> devices) {
        Register console = plan.register("console");
        steps.cloneTree("take the terminal along", console, Steps.IGNORE, slave, "", false);
        devices.put("console", console);
    }

    /** The launcher needs the other side only. */
    void close() {
        steps.close(slave);
    }
}
