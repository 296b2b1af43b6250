package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cgroup of a session's processes, below the target's on the unified hierarchy: nothing that runs in it can leave it
 * by forking, so that all can be ended with it (cgroup.kill, since Linux 5.14).
 */
final class Tracking {

    private static final int AT_REMOVEDIR = 0x200;

    /** Five seconds for killed processes to end: a process in the middle of a disk's failure takes longer than anyone waits. */
    private static final int TRIES = 5000;

    private final Steps steps;
    private final PlanBuilder plan;
    private final Optional<Path> directory;
    private final Register cgroup;
    private final Register members;
    private final Register kill;

    Tracking(Steps steps, Optional<Path> directory) {
        this.steps = steps;
        this.plan = steps.plan();
        this.directory = directory;
        this.cgroup = plan.register("cgroup");
        this.members = plan.register("cgroup-procs");
        this.kill = plan.register("cgroup-kill");
    }

    /** Descriptor of the cgroup's directory, -1 without one. */
    Register cgroup() {
        return cgroup;
    }

    /** Descriptor of its cgroup.procs, open for writing. */
    Register members() {
        return members;
    }

    /** Descriptor of its cgroup.kill, open for writing; -1 without one. */
    Register kill() {
        return kill;
    }

    /** Makes the cgroup. A session can do without: what it leaves running is not ended then. */
    void make() {
        plan.set(cgroup, number(-1));
        plan.set(members, number(-1));
        plan.set(kill, number(-1));
        directory.ifPresent(path -> {
            Label without = plan.label("untracked");
            plan.call("make the cgroup " + path, null, new OnError.GoTo(without, OnError.ANY), Syscall.MKDIRAT, AT_FDCWD,
                    plan.data().string(path.toString()), mode(0755));
            steps.open("", cgroup, Steps.IGNORE, AT_FDCWD, path.toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
            steps.open("", members, Steps.IGNORE, cgroup, "cgroup.procs", OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC);
            steps.open("", kill, Steps.IGNORE, cgroup, "cgroup.kill", OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC);
            plan.place(without);
        });
    }

    /** Ends what is left in the cgroup and removes it, by its path: for a process that holds none of the descriptors. */
    void end(Register counter, Register answer) {
        directory.ifPresent(path -> {
            Label again = plan.label("again");
            Label done = plan.label("removed");
            steps.open("end the session's processes", answer, Steps.IGNORE, AT_FDCWD, path.resolve("cgroup.kill").toString(),
                    OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC);
            steps.ifFailed(answer, again);
            steps.write("", answer, Steps.IGNORE, "1");
            steps.close(answer);
            plan.set(counter, number(0));
            plan.place(again);
            plan.call("remove the cgroup " + path, answer, Steps.IGNORE, Syscall.UNLINKAT, AT_FDCWD,
                    plan.data().string(path.toString()), flags(AT_REMOVEDIR, "AT_REMOVEDIR"));
            plan.jumpIf(answer, Condition.NOT_EQUAL, number(-Errno.EBUSY), done);
            steps.tryAgain(counter, TRIES, again);
            plan.place(done);
        });
    }
}
