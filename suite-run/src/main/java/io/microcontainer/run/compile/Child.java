package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The launcher's child that becomes the container's process: how it is spawned, with or without a process between the two,
 * how its program is started, and how it is ended if something fails.
 */
final class Child {

    private final PlanBuilder plan;
    private final SyncSocket sync;
    private final SignalSteps signals;
    private final Label failed;
    private final Register pid;
    private final Register between;
    private final Register value;
    private Register cgroup;

    /** @param failed where the launcher goes on if anything fails */
    Child(PlanBuilder plan, SyncSocket sync, Label failed) {
        this.plan = plan;
        this.sync = sync;
        this.failed = failed;
        signals = new SignalSteps(plan);
        pid = plan.register("pid");
        between = plan.register("go-between");
        value = plan.register("value");
    }

    /** Its process id, in the launcher. */
    Register pid() {
        return pid;
    }

    /** A register for what is needed for a moment, in all processes. */
    Register value() {
        return value;
    }

    /** Opens a cgroup for clone3(2), if there is one. */
    Register openCgroup(Optional<Path> directory) {
        cgroup = directory.map(path -> {
            Register opened = plan.register("cgroup");
            plan.call("open the cgroup " + path, opened, Syscall.OPENAT, Operand.AT_FDCWD,
                    plan.data().string(path.toString()), flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
            return opened;
        }).orElse(null);
        return cgroup;
    }

    /** In the child: whoever may look at its descriptors, another process of the container, must not reach the host's cgroups. */
    void closeCgroup() {
        if (cgroup != null) {
            plan.call("", Syscall.CLOSE, cgroup);
        }
    }

    /** A child of the launcher; the other end of the socket is closed here. */
    void spawn(List<CloneFlag> flags, Register cgroup, Label begin) {
        List<CloneFlag> all = new ArrayList<>(flags);
        if (cgroup != null) {
            all.add(CloneFlag.CLONE_INTO_CGROUP);
        }
        new Clone(plan).spawn("spawn the container's process", all, cgroup, begin, pid);
        sync.closeInLauncher();
    }

    /**
     * A child of the launcher spawned by a process between the two, which changes its own namespaces before.
     *
     * @param change what the process between does first
     * @param close  what the launcher does once it is spawned
     */
    void spawnThrough(Runnable change, Runnable close, List<CloneFlag> flags, Register cgroup, Label begin) {
        Label first = plan.label("go-between");
        Label on = plan.label("spawned");
        Clone clone = new Clone(plan);
        List<CloneFlag> sibling = new ArrayList<>(flags);
        sibling.add(CloneFlag.CLONE_PARENT);
        // By the socket the child itself may be the first to write.
        Register reader = plan.register("pid-reader");
        Register writer = plan.register("pid-writer");
        Operand.Address word = plan.data().room("process id", 8);
        Operand.Address pipe = plan.data().room("pipe", 8);
        plan.call("make a pipe for the process id", Syscall.PIPE2, pipe, flags(OpenFlag.O_CLOEXEC));
        plan.load(reader, pipe, 4);
        plan.load(writer, pipe.plus(4), 4);
        // It joins the cgroup too, whose files and descriptors it may lose sight of on its way.
        clone.spawn("spawn a process that joins namespaces", cgroup == null ? List.of()
                : List.of(CloneFlag.CLONE_INTO_CGROUP), cgroup, first, between);
        plan.jump(on);
        plan.place(first);
        signals.dieWithLauncher();
        change.run();
        clone.spawn("spawn the container's process", sibling, null, begin, pid);
        plan.store(word, pid, 8);
        plan.call("pass on the process id", Syscall.WRITE, writer, word, number(8));
        plan.leave(number(0));
        plan.place(on);
        sync.closeInLauncher();
        close.run();
        plan.call("", Syscall.CLOSE, writer);
        plan.call("learn the process id", value, Syscall.READ, reader, word, number(8));
        plan.call("", Syscall.CLOSE, reader);
        plan.jumpIf(value, Condition.LESS, number(8), failed);
        plan.load(pid, word, 8);
        plan.call("wait for the process that joined namespaces", Syscall.WAIT4, between, NULL, number(0), NULL);
        plan.set(between, number(0));
    }

    /** In the launcher: the program starts; the plan goes on here once it runs. */
    void start(boolean foreground) {
        Label on = plan.label("runs");
        if (foreground) {
            signals.hold();
        }
        sync.releaseChild("start the program", failed);
        Operand.Address message = plan.data().room("why", StartFailure.SIZE);
        sync.awaitExec("wait until the program runs", message, StartFailure.SIZE);
        plan.load(value, message, 8);
        plan.jumpIf(value, Condition.EQUAL, number(0), on);
        plan.tell(Topic.START_FAILED.tag(), value, message.plus(8), number(StartFailure.SIZE - 8));
        plan.jump(failed);
        plan.place(on);
    }

    /**
     * In the launcher: the rest of its life, or its end at once.
     *
     * @param notify passes on the program's readiness, or null; detached, the plan ends with the socket for that
     */
    void stay(boolean foreground, Register terminal, NotifySteps notify) {
        if (notify == null) {
            stay(foreground, terminal);
        } else if (foreground) {
            notify.monitor(pid, terminal == null ? number(-1) : terminal, value);
            plan.end(value);
        } else {
            plan.end(notify.socket());
        }
    }

    /** The same without messages of the program. */
    void stay(boolean foreground, Register terminal) {
        if (foreground) {
            plan.monitor("wait for the program", pid, terminal == null ? number(-1) : terminal, value);
            plan.end(value);
        } else {
            plan.end();
        }
    }

    /** In the launcher, also after a step of its own that failed: nothing of what was spawned stays. */
    void giveUp() {
        Label noChild = plan.label("no-child");
        Label end = plan.label("end");
        Operand.Address status = plan.data().room("wait status", 8);
        plan.place(failed);
        plan.cleanup(failed);
        plan.set(value, number(0));
        plan.jumpIf(pid, Condition.LESS, number(1), noChild);
        kill(pid, status);
        plan.load(value, status, 4);
        plan.place(noChild);
        plan.jumpIf(between, Condition.LESS, number(1), end);
        kill(between, status);
        plan.place(end);
        plan.add(value, value, flags(CompiledPlan.ENDED_EARLY, "ended early"));
        plan.end(value);
    }

    private void kill(Register child, Operand status) {
        OnError ignore = new OnError.Ignore(OnError.ANY);
        plan.call("kill what was spawned", null, ignore, Syscall.KILL, child, flags(Signal.KILL.number(), "SIGKILL"));
        plan.call("", null, ignore, Syscall.WAIT4, child, status, number(0), NULL);
    }
}
