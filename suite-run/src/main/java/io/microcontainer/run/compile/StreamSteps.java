package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/** A terminal in the place of the standard streams. */
final class StreamSteps {

    private final PlanBuilder plan;

    StreamSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** Sends the master side away, and makes the slave side the controlling terminal and the standard streams. */
    void takeTerminal(Register master, Register slave, Register socket) {
        new UnixSocketSteps(plan).send("send the terminal's master side", socket, master, "/dev/ptmx");
        plan.call("", Syscall.CLOSE, master);
        plan.call("make the terminal the controlling one", Syscall.IOCTL, slave, flags(TerminalRequest.TIOCSCTTY),
                number(0));
        for (int fd = 0; fd < 3; fd++) {
            plan.call("make the terminal descriptor " + fd, Syscall.DUP3, slave, number(fd), number(0));
        }
        plan.call("", Syscall.CLOSE, slave);
    }
}
