package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.AtFlag;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.FilesystemContextFlag;
import io.microcontainer.api.linux.FsConfigCommand;
import io.microcontainer.api.linux.MountAttribute;
import io.microcontainer.api.linux.MountFlag;
import io.microcontainer.api.linux.MoveMountFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.OpenTreeFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/** Idioms of one or a few steps that the parts of a session's plan share. */
final class Steps {

    static final OnError FAIL = new OnError.Fail();
    static final OnError IGNORE = new OnError.Ignore(OnError.ANY);

    static final long HIGHEST_DESCRIPTOR = 0xffff_ffffL;

    /** Nanoseconds between two tries of what the kernel finishes in its own time. */
    private static final long NAP = 1_000_000;

    private final PlanBuilder plan;

    Steps(PlanBuilder plan) {
        this.plan = plan;
    }

    PlanBuilder plan() {
        return plan;
    }

    void open(String what, Register into, OnError onError, Operand directory, String path, OpenFlag... how) {
        plan.call(what, into, onError, Syscall.OPENAT, directory, plan.data().string(path), flags(how));
    }

    /** Opens what lies right below a directory, as a place to work on, and follows no link to it. */
    void openPlace(String what, Register into, OnError onError, Operand directory, String path) {
        plan.call(what, into, onError, Syscall.OPENAT2, directory, plan.data().string(path),
                plan.data().struct("{O_PATH|O_DIRECTORY|O_CLOEXEC, RESOLVE_NO_MAGICLINKS|RESOLVE_NO_SYMLINKS}",
                        new Struct().u64(Flag.all(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC)).u64(0)
                                .u64(Flag.all(ResolveFlag.RESOLVE_NO_MAGICLINKS, ResolveFlag.RESOLVE_NO_SYMLINKS))),
                number(24));
    }

    void close(Register descriptor) {
        plan.call("", null, IGNORE, Syscall.CLOSE, descriptor);
    }

    /** A copy of a mount, of its part below a path, or of a file, that is mounted nowhere yet. */
    void cloneTree(String what, Register into, OnError onError, Operand directory, String path, boolean recursive) {
        AtFlag own = path.isEmpty() ? AtFlag.AT_EMPTY_PATH : AtFlag.AT_SYMLINK_NOFOLLOW;
        plan.call(what, into, onError, Syscall.OPEN_TREE, directory, plan.data().string(path), recursive
                ? flags(OpenTreeFlag.OPEN_TREE_CLONE, OpenTreeFlag.OPEN_TREE_CLOEXEC, own, AtFlag.AT_RECURSIVE)
                : flags(OpenTreeFlag.OPEN_TREE_CLONE, OpenTreeFlag.OPEN_TREE_CLOEXEC, own));
    }

    /** Mounts a detached tree on what lies at a path below a directory; on the directory itself for an empty path. */
    void attach(String what, OnError onError, Register tree, Operand directory, String path) {
        plan.call(what, null, onError, Syscall.MOVE_MOUNT, tree, plan.data().string(""), directory, plan.data().string(path),
                path.isEmpty() ? flags(MoveMountFlag.MOVE_MOUNT_F_EMPTY_PATH, MoveMountFlag.MOVE_MOUNT_T_EMPTY_PATH)
                        : flags(MoveMountFlag.MOVE_MOUNT_F_EMPTY_PATH));
    }

    /**
     * Changes attributes of a mount, or of a tree of them.
     *
     * @param path        below the directory; empty for the directory itself
     * @param propagation MS_PRIVATE or MS_SLAVE, or null to leave it
     */
    void attributes(String what, OnError onError, Operand directory, String path, boolean recursive, MountAttribute[] set,
            MountAttribute[] clear, MountFlag propagation) {
        Operand how = path.isEmpty() ? flags(AtFlag.AT_EMPTY_PATH) : number(0);
        if (recursive) {
            how = path.isEmpty() ? flags(AtFlag.AT_EMPTY_PATH, AtFlag.AT_RECURSIVE) : flags(AtFlag.AT_RECURSIVE);
        }
        String text = "{set " + flags(set) + ", clear " + flags(clear)
                + (propagation == null ? "" : ", " + propagation) + "}";
        plan.call(what, null, onError, Syscall.MOUNT_SETATTR, directory, plan.data().string(path), how,
                plan.data().struct(text, new Struct().u64(flags(set).value()).u64(flags(clear).value())
                        .u64(propagation == null ? 0 : propagation.bits()).u64(0)), number(32));
    }

    /** A new file system, not mounted anywhere yet. Options are name, value, name, value … */
    void makeFileSystem(String what, Register into, Register context, OnError onError, String type,
            MountAttribute[] attributes, String... options) {
        plan.call(what, context, onError, Syscall.FSOPEN, plan.data().string(type), flags(FilesystemContextFlag.FSOPEN_CLOEXEC));
        for (int i = 0; i < options.length; i += 2) {
            plan.call("", null, onError, Syscall.FSCONFIG, context, flags(FsConfigCommand.FSCONFIG_SET_STRING),
                    plan.data().string(options[i]), plan.data().string(options[i + 1]), number(0));
        }
        plan.call("", null, onError, Syscall.FSCONFIG, context, flags(FsConfigCommand.FSCONFIG_CMD_CREATE), Operand.NULL,
                Operand.NULL, number(0));
        plan.call("", into, onError, Syscall.FSMOUNT, context, flags(FilesystemContextFlag.FSMOUNT_CLOEXEC), flags(attributes));
        close(context);
    }

    /** Goes to a label when a register holds a failed call's answer. */
    void ifFailed(Register result, Label to) {
        plan.jumpIf(result, Condition.LESS, number(0), to);
    }

    /** Sleeps a millisecond and goes back to a label, until it has been done that often. */
    void tryAgain(Register counter, int times, Label to) {
        Label enough = plan.label("enough");
        plan.add(counter, counter, number(1));
        plan.jumpIf(counter, Condition.AT_LEAST, number(times), enough);
        plan.call("", null, IGNORE, Syscall.NANOSLEEP, plan.data().struct("{1 ms}", new Struct().u64(0).u64(NAP)), Operand.NULL);
        plan.jump(to);
        plan.place(enough);
    }

    /** The process gets no signals until it asks for them, and is in a session of its own: what is typed reaches it no more. */
    void standAside() {
        plan.call("", null, IGNORE, Syscall.SETSID);
        signalMask(0 /* SIG_BLOCK */, ~0L);
    }

    /** rt_sigprocmask(2) with a set of 64 bits. */
    void signalMask(int how, long set) {
        plan.call("", null, IGNORE, Syscall.RT_SIGPROCMASK, number(how),
                plan.data().struct(set == 0 ? "{}" : "{all}", new Struct().u64(set)), Operand.NULL, number(8));
    }

    /** Writes text to a file of the host, such as a control file of a cgroup. */
    void write(String what, Register descriptor, OnError onError, String text) {
        plan.call(what, null, onError, Syscall.WRITE, descriptor, plan.data().string(text), number(text.length()));
    }

    /** Waits for the end of a child whose id a register holds; nothing if that is negative. */
    void reap(Register process) {
        Label none = plan.label("none");
        plan.jumpIf(process, Condition.LESS, number(0), none);
        plan.call("", null, IGNORE, Syscall.WAIT4, process, Operand.NULL, number(0), Operand.NULL);
        plan.set(process, number(-1));
        plan.place(none);
    }

    /** Closes every descriptor from one number to another. */
    void closeRange(long first, long last) {
        plan.call("", null, IGNORE, Syscall.CLOSE_RANGE, number(first), number(last), number(0));
    }

    /** A new process; {@code struct clone_args}, whose last field clone3(2) reads as a cgroup's descriptor with CLONE_INTO_CGROUP. */
    Operand.Address cloneArguments(String text, long cloneFlags, int exitSignal) {
        return plan.data().struct(text, new Struct().u64(cloneFlags).u64(0).u64(0).u64(0).u64(exitSignal).upTo(88));
    }

    static final int CLONE_ARGUMENTS = 88;
    static final int CLONE_CGROUP = 80;
    static final int SIGCHLD = 17;
}
