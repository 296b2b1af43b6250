package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.debug.target.Namespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A process that joins the target's cgroups and most of its namespaces, and makes the session's guardian there: setns(2)
 * puts only children into a pid namespace. The guardian is a child of the launcher (CLONE_PARENT), and this process ends.
 */
final class GoBetween {

    private final Steps steps;
    private final PlanBuilder plan;
    private final EntryOrder order;
    private final Channel channel;
    private final Register process;
    private final Register target;

    GoBetween(Steps steps, EntryOrder order, Channel channel) {
        this.steps = steps;
        this.plan = steps.plan();
        this.order = order;
        this.channel = channel;
        this.process = plan.register("go-between");
        this.target = plan.register("target-cgroup");
    }

    /** Its process id. */
    Register process() {
        return process;
    }

    /** Starts it, in the target's cgroup on the unified hierarchy: moving there later would wait for all forks of the host. */
    void start(Label begin) {
        String what = "start the process that enters " + order.name();
        Label started = plan.label("started");
        if (order.joinCgroup()) {
            order.target().cgroups().unified().filter(path -> !order.caller().unified().equals(Optional.of(path))).ifPresent(path -> {
                Operand.Address arguments = steps.cloneArguments("{CLONE_INTO_CGROUP, SIGCHLD}", CloneFlag.CLONE_INTO_CGROUP.bits(),
                        Steps.SIGCHLD);
                Label refused = plan.label("refused");
                steps.open("open the target's cgroup " + path, target, Steps.IGNORE, AT_FDCWD, path.toString(), OpenFlag.O_PATH,
                        OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
                plan.store(arguments.plus(Steps.CLONE_CGROUP), target, 8);
                plan.spawn(what, arguments, Steps.CLONE_ARGUMENTS, begin, process, new OnError.GoTo(refused, OnError.ANY));
                plan.jump(started);
                plan.place(refused);
                plan.tell(Tags.CGROUP_REFUSED, process);
            });
        }
        plan.spawn(what, steps.cloneArguments("{SIGCHLD}", 0, Steps.SIGCHLD), Steps.CLONE_ARGUMENTS, begin, process);
        plan.place(started);
    }

    /**
     * Its steps.
     *
     * @param held     descriptors of the launcher that no other process may hold
     * @param pidfd    the target
     * @param guardian where the guardian begins
     */
    void compile(Label begin, List<Register> held, Register pidfd, Label guardian) {
        plan.place(begin);
        held.forEach(steps::close);
        if (order.joinCgroup()) {
            List<Path> files = order.target().cgroups().joinFiles(order.caller());
            files.forEach(this::join);
        }
        Register word = plan.register("word");
        Set<Namespace> late = order.late();
        Flag[] kinds = order.namespaces().stream().filter(k -> !late.contains(k)).map(Namespace::flag).toArray(Flag[]::new);
        if (kinds.length > 0) {
            plan.call("enter the namespaces of " + order.name(), Syscall.SETNS, pidfd, flags(kinds));
        }
        plan.spawn("start the session's guardian in " + order.name(),
                steps.cloneArguments("{CLONE_PARENT}", CloneFlag.CLONE_PARENT.bits(), 0), Steps.CLONE_ARGUMENTS, guardian, word);
        channel.send(channel.theirs(), word);
        plan.leave(number(0));
    }

    private void join(Path file) {
        Label refused = plan.label("refused");
        Label joined = plan.label("joined");
        steps.open("join the cgroup " + file.getParent(), target, Steps.IGNORE, AT_FDCWD, file.toString(), OpenFlag.O_WRONLY,
                OpenFlag.O_CLOEXEC);
        plan.set(process, target);
        steps.ifFailed(target, refused);
        plan.call("", process, Steps.IGNORE, Syscall.WRITE, target, plan.data().string("0"), number(1));
        steps.close(target);
        plan.jumpIf(process, Condition.AT_LEAST, number(0), joined);
        plan.place(refused);
        plan.tell(Tags.CGROUP_REFUSED, process);
        plan.place(joined);
    }
}
