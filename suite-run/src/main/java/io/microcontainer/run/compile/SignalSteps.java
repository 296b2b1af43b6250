package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/** How a spawned process stands to signals. */
final class SignalSteps {

    private static final Operand SET_SIZE = number(8);

    private final PlanBuilder plan;

    SignalSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** The process shall not outlive the launcher until it is finished. */
    void dieWithLauncher() {
        plan.call("end with the launcher", Syscall.PRCTL, flags(PrctlOption.PR_SET_PDEATHSIG),
                flags(Signal.KILL.number(), "SIGKILL"));
    }

    void outliveLauncher() {
        plan.call("live on without the launcher", Syscall.PRCTL, flags(PrctlOption.PR_SET_PDEATHSIG), number(0));
    }

    /** Nothing of what the caller blocks or ignores is inherited: execve(2) keeps both. */
    void reset() {
        Operand.Address none = plan.data().room("{SIG_DFL}", 32);
        Register signal = plan.register("signal");
        Label next = plan.label("next-signal");
        plan.set(signal, number(1));
        plan.place(next);
        plan.call("take the default action for each signal", null, new OnError.Ignore(Errno.EINVAL),
                Syscall.RT_SIGACTION, signal, none, NULL, SET_SIZE);
        plan.add(signal, signal, number(1));
        plan.jumpIf(signal, Condition.LESS, number(65), next);
        plan.call("block no signal", Syscall.RT_SIGPROCMASK, flags(2, "SIG_SETMASK"), none, NULL, SET_SIZE);
    }

    /** In the launcher: a caller that ignores the end of its children would have the kernel reap ours too (wait(2), ECHILD). */
    void expectChildren() {
        plan.call("be told of the end of children", Syscall.RT_SIGACTION, number(Signal.CHLD.number()), plan.data().room("{SIG_DFL}", 32), NULL,
                SET_SIZE);
    }

    /** In the launcher: signals wait until they can be forwarded. */
    void hold() {
        Operand.Address all = plan.data().struct("~{}", new Struct().u64(-1));
        plan.call("keep signals until they can be forwarded", Syscall.RT_SIGPROCMASK, flags(0, "SIG_BLOCK"), all, NULL,
                SET_SIZE);
    }
}
