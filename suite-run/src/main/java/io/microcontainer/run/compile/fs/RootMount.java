package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.UnmountFlag;
import io.microcontainer.api.oci.runtime.RootfsPropagation;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.run.RunException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mount that becomes the container's root, and what spreads between it, the host and the sources of bind mounts:
 * runtime-spec, config-linux.md, "Rootfs Mount Propagation".
 */
final class RootMount {

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final Path rootfs;
    private final Propagation propagation;
    private final boolean slave;

    /** @param asked {@code linux.rootfsPropagation}, or null */
    RootMount(Calls calls, Registers registers, Path rootfs, RootfsPropagation asked) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.rootfs = rootfs;
        this.slave = asked == RootfsPropagation.SLAVE || asked == RootfsPropagation.RSLAVE;
        this.propagation = asked == null ? Propagation.RSLAVE : Propagation.of(asked.word()).orElseThrow();
        if (!Files.isDirectory(rootfs)) {
            throw new RunException("root.path " + rootfs + (Files.exists(rootfs) ? " is not a directory"
                    : " does not exist, or its parent directories cannot be entered"));
        }
    }

    /**
     * Sets how the host's mounts spread into this namespace and back, before copies of them are taken: a copy keeps it. Of
     * an unbindable mount none could be taken.
     */
    void propagate() {
        Propagation host = ofSources();
        calls.propagateRoot("set the propagation of / to " + host.type(), host);
    }

    /** How sources of bind mounts and the host spread their mounts. */
    Propagation ofSources() {
        return unbindable() ? Propagation.RSLAVE : propagation;
    }

    private boolean unbindable() {
        return propagation.type() == Propagation.UNBINDABLE.type();
    }

    /**
     * Attaches a copy of the root to itself, so that it is a mount, and opens it. Nothing of what is mounted from now on
     * spreads to the host, whatever was asked for: pivot_root(2) would refuse a shared root too.
     */
    void attach() {
        if (propagation != Propagation.RSLAVE && propagation != Propagation.RPRIVATE && !unbindable()) {
            calls.propagateRoot("keep the container's mounts from the host", Propagation.RSLAVE);
        }
        String what = "mount the root " + rootfs;
        calls.open(what, registers.target(), AT_FDCWD, rootfs.toString(), Calls.HOST, O_PATH, O_DIRECTORY, O_CLOEXEC);
        calls.clone(what, registers.root(), registers.target(), "", true);
        if (!slave) {
            calls.propagate(what, registers.root(), Propagation.PRIVATE);
        }
        calls.attach(what, registers.root(), registers.target());
        calls.close(registers.target());
    }

    /** Makes the root mount the root of this process and its mount namespace. */
    void enter(boolean noPivot) {
        plan.call("enter the root", Syscall.FCHDIR, registers.root());
        if (noPivot) {
            move();
        } else {
            pivot();
        }
        if (propagation.type() == Propagation.SHARED.type() || unbindable()) {
            calls.propagate("set the propagation of the container's root to " + propagation.type(), registers.root(),
                    propagation);
        }
        calls.close(registers.root());
    }

    /** pivot_root(2), "pivot_root(".", ".")": the old root lies over the new one until it is detached. */
    private void pivot() {
        calls.open("open the old root", registers.other(), AT_FDCWD, "/", Calls.HOST, O_PATH, O_DIRECTORY, O_CLOEXEC);
        plan.call("pivot_root", Syscall.PIVOT_ROOT, calls.text("."), calls.text("."));
        plan.call("leave the old root", Syscall.FCHDIR, registers.other());
        // A hook may have shared mounts again: detaching them must not reach the host.
        calls.propagate("leave the old root", registers.other(), Propagation.RSLAVE);
        plan.call("leave the old root", Syscall.UMOUNT2, calls.text("."), flags(UnmountFlag.MNT_DETACH));
        calls.close(registers.other());
        plan.call("leave the old root", Syscall.CHDIR, calls.text("/"));
    }

    private void move() {
        new HostPseudoMounts(calls).hide(rootfs);
        calls.open("move the root to /", registers.other(), AT_FDCWD, "/", Calls.HOST, O_PATH, O_DIRECTORY, O_CLOEXEC);
        calls.attach("move the root to /", registers.root(), registers.other());
        calls.close(registers.other());
        plan.call("chroot", Syscall.CHROOT, calls.text("."));
        plan.call("chroot", Syscall.CHDIR, calls.text("/"));
    }
}
