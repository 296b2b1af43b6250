package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process in the caller's namespaces that waits for the launcher's end, normal or by SIGKILL, and then takes away what
 * the session left: its processes, its cgroup and, where the target saw it, the mount of the cart. It depends on nobody:
 * neither on the launcher nor on the engine.
 */
final class Keeper {

    /** Which descriptors it keeps, by their numbers in its own life: out of the way of all that were open before. */
    private static final int LAUNCHER_LIVES = 200;
    private static final int MOUNT_NAMESPACE = 201;
    private static final int USER_NAMESPACE = 202;
    private static final int ROOT = 203;

    private static final int POLLIN = 1;

    private final Steps steps;
    private final PlanBuilder plan;
    private final Register reading;
    private final Register writing;
    private final Register process;

    Keeper(Steps steps) {
        this.steps = steps;
        this.plan = steps.plan();
        this.reading = plan.register("launcher-lives");
        this.writing = plan.register("launcher-lives-here");
        this.process = plan.register("keeper");
    }

    /** The other end, by which it and the session's processes know that the launcher lives. */
    Register reading() {
        return reading;
    }

    /** The descriptor whose last copy ends with the launcher: every other process has to close its own. */
    Register writing() {
        return writing;
    }

    /** Its process id. */
    Register process() {
        return process;
    }

    /** Starts it. */
    void start(Label begin) {
        Operand.Address pipe = plan.data().room("pipe", 8);
        plan.call("make a pipe that ends with the launcher", Syscall.PIPE2, pipe, flags(OpenFlag.O_CLOEXEC));
        plan.load(reading, pipe, 4);
        plan.load(writing, pipe.plus(4), 4);
        plan.spawn("start the process that cleans up", steps.cloneArguments("{SIGCHLD}", 0, Steps.SIGCHLD), Steps.CLONE_ARGUMENTS, begin,
                process);
    }

    /** Adds the steps of a process that has a copy of the {@linkplain #reading reading end}: goes to a label when the launcher has ended. */
    void ifLauncherEnded(Label gone) {
        Register ended = plan.register("launcher-ended");
        Operand.Address poll = plan.data().struct("{launcher-lives, POLLIN}", new Struct().u32(0).u16(POLLIN).u16(0));
        plan.store(poll, reading, 4);
        plan.call("see whether the launcher lives", ended, Steps.IGNORE, Syscall.PPOLL, poll, number(1),
                plan.data().struct("{0 s}", new Struct().u64(0).u64(0)), Operand.NULL, number(8));
        plan.jumpIf(ended, Condition.NOT_EQUAL, number(0), gone);
    }

    /** What the mount of a shared session needs to be taken away, opened by the launcher: descriptors of the target's. */
    record SharedMount(Register mountNamespace, Optional<Register> userNamespace, Register root, SharedView view, long uid,
            long gid) {
    }

    /** Its steps. */
    void compile(Label begin, Tracking tracking, Optional<SharedMount> shared, Optional<Path> door) {
        Register counter = plan.register("count");
        Register answer = plan.register("kept");
        plan.place(begin);
        steps.standAside();
        move(reading, LAUNCHER_LIVES);
        shared.ifPresent(s -> {
            move(s.mountNamespace(), MOUNT_NAMESPACE);
            s.userNamespace().ifPresent(user -> move(user, USER_NAMESPACE));
            move(s.root(), ROOT);
        });
        steps.closeRange(0, LAUNCHER_LIVES - 1);
        steps.closeRange(shared.isPresent() ? ROOT + 1 : LAUNCHER_LIVES + 1, Steps.HIGHEST_DESCRIPTOR);
        plan.call("wait for the launcher's end", null, Steps.IGNORE, Syscall.READ, number(LAUNCHER_LIVES),
                plan.data().room("byte", 8), number(1));
        tracking.end(counter, answer);
        door.ifPresent(path -> List.of(path, SessionFile.beside(path)).forEach(file -> plan.call("remove " + file, null, Steps.IGNORE,
                Syscall.UNLINKAT, Operand.AT_FDCWD, plan.data().string(file.toString()), number(0))));
        shared.ifPresent(s -> {
            s.userNamespace().ifPresent(user -> enter(CloneFlag.CLONE_NEWUSER, USER_NAMESPACE));
            enter(CloneFlag.CLONE_NEWNS, MOUNT_NAMESPACE);
            s.userNamespace().ifPresent(user -> new IdentitySteps(steps).ids(s.uid(), s.gid(), List.of()));
            s.view().enterRoot(number(ROOT));
            s.view().unmount(false, counter);
        });
        plan.leave(number(0));
    }

    /** The launcher lets go: called at the end of the session, and waits until all is gone. */
    void finish() {
        steps.close(writing);
        steps.reap(process);
    }

    private void move(Register descriptor, int number) {
        plan.call("", null, Steps.IGNORE, Syscall.DUP3, descriptor, number(number), number(0));
    }

    private void enter(CloneFlag kind, int descriptor) {
        plan.call("enter the target's namespace", null, Steps.FAIL, Syscall.SETNS, number(descriptor), flags(kind));
    }
}
