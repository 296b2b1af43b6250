package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/**
 * An init within the container: the container's first process stays, as the sealed copy of the launcher that it is, and has
 * the program as its child. It forwards signals, reaps what loses its parent, and ends with the program's status. It holds
 * no descriptor, runs nothing of the image, and has no more rights than the program.
 */
final class ContainerInitSteps {

    private static final OnError IGNORE = new OnError.Ignore(OnError.ANY);

    private final PlanBuilder plan;

    ContainerInitSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /**
     * What follows in the plan happens in the child.
     *
     * @param terminal whether the two have a controlling terminal
     * @param value    a register for what is needed for a moment
     */
    void stayBefore(boolean terminal, Register value) {
        Register program = plan.register("program-pid");
        Label begin = plan.label("program");
        // Without a pid namespace of its own it would not be given the orphans.
        plan.call("adopt orphans", null, IGNORE, Syscall.PRCTL, flags(PrctlOption.PR_SET_CHILD_SUBREAPER), number(1));
        new Clone(plan).spawn("spawn the program below the container's init", begin, program);
        plan.call("call the init by a name", null, IGNORE, Syscall.PRCTL, flags(PrctlOption.PR_SET_NAME), plan.data().string("init"));
        plan.call("", null, IGNORE, Syscall.CLOSE_RANGE, number(0), flags(0xffff_ffffL, "~0"), number(0));
        plan.monitor("wait for the program", program, number(-1), value);
        leave(value);
        plan.place(begin);
        if (terminal) {
            takeForeground(value);
        }
    }

    /** With the exit status, or 128 and the signal's number, as shells put it (wait(2), in bytes: signal, status). */
    private void leave(Register value) {
        Operand.Address status = plan.data().room("wait status", 8);
        Label signalled = plan.label("signalled");
        Label noCore = plan.label("no-core");
        plan.store(status, value, 8);
        plan.load(value, status, 1);
        plan.jumpIf(value, Condition.NOT_EQUAL, number(0), signalled);
        plan.load(value, status.plus(1), 1);
        plan.leave(value);
        plan.place(signalled);
        plan.jumpIf(value, Condition.LESS, number(128), noCore);
        plan.add(value, value, number(-128));
        plan.place(noCore);
        plan.add(value, value, number(128));
        plan.leave(value);
    }

    /** A group of processes of its own: what the terminal sends to the foreground must not reach the program twice. */
    private void takeForeground(Register value) {
        Operand.Address group = plan.data().room("process group", 8);
        Operand.Address ttou = plan.data().struct("{SIGTTOU}", new Struct().u64(1L << 21));
        Operand setSize = number(8);
        plan.call("begin a group of processes", Syscall.SETPGID, number(0), number(0));
        plan.call("", value, Syscall.GETPID);
        plan.store(group, value, 4);
        plan.call("", Syscall.RT_SIGPROCMASK, flags(0, "SIG_BLOCK"), ttou, Operand.NULL, setSize);
        plan.call("take the terminal's foreground", null, IGNORE, Syscall.IOCTL, number(0), flags(TerminalRequest.TIOCSPGRP), group);
        plan.call("", Syscall.RT_SIGPROCMASK, flags(1, "SIG_UNBLOCK"), ttou, Operand.NULL, setSize);
    }
}
