package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.Map;

/** A terminal of the caller's devpts for a session: the target need not have one (pty(7), ioctl_tty(2)). */
final class Terminal {

    private static final long TIOCGWINSZ = 0x5413;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

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
        peer();
        Operand.Address size = plan.data().room("winsize", 8);
        plan.call("", null, Steps.IGNORE, Syscall.IOCTL, number(0), flags(TIOCGWINSZ, "TIOCGWINSZ"), size);
        plan.call("", null, Steps.IGNORE, Syscall.IOCTL, slave, flags(TerminalRequest.TIOCSWINSZ), size);
        plan.call("give the terminal to the session's user", null, Steps.IGNORE, Syscall.FCHOWN, slave, number(uid), number(-1));
    }

    /**
     * Makes one of another devpts, in a process that its program descends from, and hands its master to the launcher: a user without
     * root's rights cannot show a terminal of the host in a mount namespace of theirs, and ttyname(3) would find no name for it.
     *
     * @param ptmx descriptor of the devpts's root directory
     * @param uid  in ids of the process's user namespace
     */
    void openIn(Register ptmx, long uid, Channel channel) {
        steps.open("make a terminal", master, Steps.FAIL, ptmx, "ptmx", OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC);
        peer();
        plan.call("give the terminal to the session's user", null, Steps.IGNORE, Syscall.FCHOWN, slave, number(uid), number(-1));
        Operand.Address control = SocketMessage.descriptor(plan);
        plan.store(control.plus(SocketMessage.RIGHTS), master, 4);
        plan.call("hand the terminal to the launcher", Syscall.SENDMSG, channel.theirs(), SocketMessage.one(plan, control),
                flags(MSG_NOSIGNAL, "MSG_NOSIGNAL"));
        steps.close(master);
    }

    /** Takes what {@link #openIn} hands over; no terminal if that process has ended before. */
    void receive(Channel channel) {
        Register got = plan.register("handed-over");
        Label none = plan.label("no-terminal");
        Operand.Address control = plan.data().room("control", SocketMessage.CONTROL_SIZE);
        plan.call("", got, Steps.IGNORE, Syscall.RECVMSG, channel.mine(), SocketMessage.one(plan, control), flags(MSG_CMSG_CLOEXEC, "MSG_CMSG_CLOEXEC"));
        plan.jumpIf(got, Condition.LESS, number(1), none);
        plan.load(master, control.plus(SocketMessage.RIGHTS), 4);
        plan.place(none);
    }

    private void peer() {
        plan.call("unlock the terminal", Syscall.IOCTL, master, flags(TerminalRequest.TIOCSPTLCK), plan.data().room("0", 8));
        // By the master's descriptor: a path below /dev/pts could lead elsewhere.
        plan.call("open the terminal", slave, Syscall.IOCTL, master, flags(TerminalRequest.TIOCGPTPEER),
                flags(OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC));
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
