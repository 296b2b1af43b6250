package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/** Which descriptors a container gets: 0, 1 and 2, those that the caller hands on, and no other. */
final class DescriptorSteps {

    private static final int FIRST = 3;
    private static final Operand GETFD = flags(1, "F_GETFD");

    private final PlanBuilder plan;
    private final int handedOn;

    /** @param handedOn how many descriptors from 3 on the caller hands on */
    DescriptorSteps(PlanBuilder plan, int handedOn) {
        this.plan = plan;
        this.handedOn = handedOn;
    }

    /**
     * Before the launcher opens anything: a standard descriptor that the caller closed becomes /dev/null, or the next file
     * opened here would become the container's; one that the caller promised and does not have is an error.
     */
    void check(Refusals refusals, Label failed) {
        for (int fd = 0; fd < FIRST; fd++) {
            Label open = plan.label("open");
            Label next = plan.label("next");
            plan.call("see whether descriptor " + fd + " is open", null, new OnError.GoTo(open, Errno.EBADF),
                    Syscall.FCNTL, number(fd), GETFD);
            plan.jump(next);
            plan.place(open);
            plan.call("open /dev/null as descriptor " + fd, Syscall.OPENAT, AT_FDCWD, plan.data().string("/dev/null"),
                    flags(OpenFlag.O_RDWR));
            plan.place(next);
        }
        for (int fd = FIRST; fd < FIRST + handedOn; fd++) {
            Label missing = plan.label("missing");
            Label next = plan.label("next");
            plan.call("see whether descriptor " + fd + " is open", null, new OnError.GoTo(missing, Errno.EBADF),
                    Syscall.FCNTL, number(fd), GETFD);
            plan.jump(next);
            plan.place(missing);
            refusals.inLauncher(plan, "the caller asks to hand on " + handedOn + " descriptors from 3 on (--preserve-fds, "
                    + "LISTEN_FDS), but descriptor " + fd + " is not open", failed);
            plan.place(next);
        }
        closeCallers();
    }

    /**
     * What else the caller has open, a directory of the host perhaps, is no business of a container, whose other processes
     * can look at the descriptors of an init that waits for its start (CVE-2024-21626).
     */
    private void closeCallers() {
        Register edge = plan.register("beside-socket");
        plan.add(edge, Register.SOCKET, number(-1));
        // The range is empty where so many are handed on.
        plan.call("close what else the caller has open", null, new OnError.Ignore(Errno.EINVAL), Syscall.CLOSE_RANGE,
                number(FIRST + handedOn), edge, number(0));
        plan.add(edge, Register.SOCKET, number(1));
        plan.call("close what else the caller has open", Syscall.CLOSE_RANGE, edge, flags(0xffff_ffffL, "~0"), number(0));
    }

    /** All others close when the program is executed. */
    void closeOthersOnExec() {
        plan.call("let the program have no other descriptor", Syscall.CLOSE_RANGE, number(FIRST + handedOn),
                flags(0xffff_ffffL, "~0"), flags(4, "CLOSE_RANGE_CLOEXEC"));
    }
}
