package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.debug.target.Namespace;
import java.util.List;
import java.util.Optional;

/**
 * The session's guardian, a process in all namespaces of the target: it makes the session's view of files, starts the
 * program, hands signals on to it, and adopts what the program leaves behind, so that no zombie is left to an init of the
 * target that may not reap. At the program's end it ends and reaps the rest.
 */
final class Guardian {

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int SIGHUP = 1;
    private static final int SIGKILL = 9;
    private static final int SIG_SETMASK = 2;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final int WNOHANG = 1;

    /** execvp(3)'s statuses by shells' custom: found and refused, and not found. */
    private static final int REFUSED = 126;
    private static final int NOT_FOUND = 127;

    private static final int TRIES = 3000;

    private final Steps steps;
    private final PlanBuilder plan;
    private final EntryOrder order;
    private final Channel channel;
    private final Tracking tracking;
    private final Keeper keeper;
    private final IdentitySteps identity;

    Guardian(Steps steps, EntryOrder order, Channel channel, Tracking tracking, Keeper keeper) {
        this.steps = steps;
        this.plan = steps.plan();
        this.order = order;
        this.channel = channel;
        this.tracking = tracking;
        this.keeper = keeper;
        this.identity = new IdentitySteps(steps);
    }

    /**
     * Its steps, and the program's.
     *
     * @param pidfd    the target
     * @param before   makes what the caller's rights are needed for
     * @param view     makes the session's view of files
     * @param terminal the program's side of its terminal
     */
    void compile(Label begin, Register pidfd, Runnable before, Runnable view, Optional<Register> terminal) {
        Register program = plan.register("program");
        Register status = plan.register("status");
        Label start = plan.label("program");
        Label untracked = plan.label("untracked-program");
        Label running = plan.label("running");
        plan.place(begin);
        steps.standAside();
        plan.call("adopt orphans", Syscall.PRCTL, flags(PR_SET_CHILD_SUBREAPER, "PR_SET_CHILD_SUBREAPER"), number(1), number(0),
                number(0), number(0));
        if (!order.privileged()) {
            plan.call("copy the mount namespace, with the rights of root in the target's user namespace", Syscall.UNSHARE,
                    flags(CloneFlag.CLONE_NEWNS));
        }
        identity.openProc(order.identity());
        before.run();
        Flag[] kinds = order.late().stream().map(Namespace::flag).toArray(Flag[]::new);
        if (kinds.length > 0) {
            plan.call("enter the file system of " + order.name(), Syscall.SETNS, pidfd, flags(kinds));
        }
        if (order.entersUser()) {
            identity.ids(order.target().uids().privileged(), order.target().gids().privileged(), List.of());
        }
        // The launcher's end hangs up on the program, whether or not there is a cgroup to end it with.
        dieWith(SIGHUP, "SIGHUP");
        view.run();
        Label plain = plan.label("plain");
        plan.jumpIf(tracking.cgroup(), Condition.LESS, number(0), plain);
        Operand.Address arguments = steps.cloneArguments("{CLONE_INTO_CGROUP, SIGCHLD}", CloneFlag.CLONE_INTO_CGROUP.bits(), Steps.SIGCHLD);
        plan.store(arguments.plus(Steps.CLONE_CGROUP), tracking.cgroup(), 8);
        // Root of a user namespace has no right to the cgroup's directory, but its open file of members takes it.
        plan.spawn("start the program", arguments, Steps.CLONE_ARGUMENTS, start, program, new OnError.GoTo(plain, OnError.ANY));
        plan.jump(running);
        plan.place(plain);
        plan.spawn("start the program", steps.cloneArguments("{SIGCHLD}", 0, Steps.SIGCHLD), Steps.CLONE_ARGUMENTS, untracked, program);
        plan.place(running);
        terminal.ifPresent(steps::close);
        plan.monitor("wait for the program", program, number(-1), status);
        channel.send(channel.theirs(), status);
        endTheRest(status, program);
        plan.leave(number(0));

        plan.place(untracked);
        steps.write("", tracking.members(), Steps.IGNORE, "0");
        plan.place(start);
        program(terminal);
    }

    private void endTheRest(Register answer, Register counter) {
        Label again = plan.label("reap");
        Label done = plan.label("reaped");
        plan.jumpIf(tracking.kill(), Condition.LESS, number(0), done);
        steps.write("end what the program left running", tracking.kill(), Steps.IGNORE, "1");
        plan.set(counter, number(0));
        plan.place(again);
        plan.call("", answer, Steps.IGNORE, Syscall.WAIT4, number(-1), NULL, flags(WNOHANG, "WNOHANG"), NULL);
        plan.jumpIf(answer, Condition.EQUAL, number(-Errno.ECHILD), done);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(0), again);
        steps.tryAgain(counter, TRIES, again);
        plan.place(done);
    }

    private void dieWith(int signal, String name) {
        plan.call("", null, Steps.IGNORE, Syscall.PRCTL, flags(PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG"), flags(signal, name), number(0),
                number(0), number(0));
    }

    private void program(Optional<Register> terminal) {
        // The keeper has not begun at a time when this process is in the cgroup already, so it will find it there.
        Label gone = plan.label("launcher-gone");
        Label go = plan.label("go");
        keeper.ifLauncherEnded(gone);
        plan.jump(go);
        plan.place(gone);
        plan.leave(number(1));
        plan.place(go);
        plan.call("", null, Steps.IGNORE, Syscall.SETSID);
        terminal.ifPresent(slave -> {
            plan.call("take the terminal", Syscall.IOCTL, slave, flags(TerminalRequest.TIOCSCTTY), number(0));
            for (int descriptor : order.terminals().stream().sorted().toList()) {
                plan.call("", null, Steps.FAIL, Syscall.DUP3, slave, number(descriptor), number(0));
            }
        });
        identity.become(order.identity(), order.lastCapability());
        plan.call("", null, Steps.IGNORE, Syscall.UMASK, mode(022));
        plan.call("go to the root directory", Syscall.CHDIR, plan.data().string("/"));
        steps.signalMask(SIG_SETMASK, 0);
        // Last, because a change of user clears it.
        dieWith(SIGKILL, "SIGKILL");
        plan.call("", null, Steps.IGNORE, Syscall.CLOSE_RANGE, number(3), number(Steps.HIGHEST_DESCRIPTOR),
                flags(CLOSE_RANGE_CLOEXEC, "CLOSE_RANGE_CLOEXEC"));
        run();
    }

    /** As execvp(3): the first program that is there; one that is there and may not be run counts if no other follows. */
    private void run() {
        Register answer = plan.register("exec");
        Register worst = plan.register("refusal");
        Label refused = plan.label("refused");
        Operand.Address environment = plan.data().words(order.environment(), true);
        plan.set(worst, number(-Errno.ENOENT));
        for (EntryOrder.Program program : order.programs()) {
            Label next = plan.label("next");
            plan.call("run " + program.path(), answer, Steps.IGNORE, Syscall.EXECVE, plan.data().string(program.path()),
                    plan.data().words(program.words(), false), environment);
            plan.jumpIf(answer, Condition.EQUAL, number(-Errno.ENOENT), next);
            plan.jumpIf(answer, Condition.EQUAL, number(-Errno.ENOTDIR), next);
            plan.set(worst, answer);
            plan.jumpIf(answer, Condition.NOT_EQUAL, number(-Errno.EACCES), refused);
            plan.place(next);
        }
        plan.place(refused);
        plan.tell(Tags.PROGRAM_REFUSED, worst);
        Label missing = plan.label("missing");
        plan.jumpIf(worst, Condition.EQUAL, number(-Errno.ENOENT), missing);
        plan.leave(number(REFUSED));
        plan.place(missing);
        plan.leave(number(NOT_FOUND));
    }
}
