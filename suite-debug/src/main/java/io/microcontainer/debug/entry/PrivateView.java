package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.MountAttribute;
import io.microcontainer.api.linux.MountFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.debug.target.DirectoryEntry;
import io.microcontainer.debug.target.DirectoryEntry.Kind;
import io.microcontainer.debug.target.TargetProcess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives the session a mount namespace of its own: a copy of the target's, in which /dev is a new tmpfs that shows what the
 * target's /dev holds, and the cart. A mount point cannot be made in the target's /dev, for the target would see it. Where
 * the target has no /dev or no /proc to mount on, its root is rebuilt on a tmpfs in the same way. All that is made
 * belongs to the copy, and ends with its last process.
 */
final class PrivateView {

    private static final MountAttribute[] DEV = { MountAttribute.MOUNT_ATTR_NOSUID, MountAttribute.MOUNT_ATTR_NOEXEC };
    private static final MountAttribute[] ROOT = { MountAttribute.MOUNT_ATTR_NOSUID, MountAttribute.MOUNT_ATTR_NODEV };
    private static final MountAttribute[] PROC = { MountAttribute.MOUNT_ATTR_NOSUID, MountAttribute.MOUNT_ATTR_NODEV,
            MountAttribute.MOUNT_ATTR_NOEXEC };

    /** What programs expect in /dev besides devices. */
    private static final Map<String, String> LINKS = Map.of("fd", "/proc/self/fd", "stdin", "/proc/self/fd/0",
            "stdout", "/proc/self/fd/1", "stderr", "/proc/self/fd/2");

    private final Steps steps;
    private final PlanBuilder plan;
    private final TargetProcess target;
    private final Register root;
    private final Register device;
    private final Register fresh;
    private final Register context;
    private final Register piece;
    private final Register proc;

    PrivateView(Steps steps, TargetProcess target) {
        this.steps = steps;
        this.plan = steps.plan();
        this.target = target;
        this.root = plan.register("root");
        this.device = plan.register("dev");
        this.fresh = plan.register("tmpfs");
        this.context = plan.register("tmpfs-context");
        this.piece = plan.register("piece");
        this.proc = plan.register("proc");
    }

    /**
     * Adds the steps, for a process that is in the target's namespaces already.
     *
     * @param targetRoot descriptor of the target's root directory in the target's mount namespace
     * @param cart       descriptor of the detached cart
     * @param terminals  what uses a devpts of the session's own, by its root directory; empty: the target's is shown, if it has one
     * @param extra      detached devices by the name they get in /dev, in place of the target's where it has one of that name
     */
    void compile(Register targetRoot, Register cart, Map<String, Register> extra, Optional<Consumer<Register>> terminals) {
        // The working directory is the one thing besides the root that unshare(2) translates into the copy.
        plan.call("look into the target's root directory", Syscall.FCHDIR, targetRoot);
        plan.call("copy the target's mount namespace", Syscall.UNSHARE, flags(CloneFlag.CLONE_NEWNS));
        steps.attributes("keep mounts of the session from the target", Steps.FAIL, AT_FDCWD, "/", true, new MountAttribute[0],
                new MountAttribute[0], MountFlag.MS_SLAVE);
        plan.call("take the target's root directory", Syscall.CHROOT, plan.data().string("."));
        openRoot();
        // An unset register reads 0, and that is the program's standard input.
        plan.set(device, number(-1));
        if (target.dev().isPresent()) {
            steps.openPlace("open the target's /dev", device, Steps.FAIL, root, "dev");
        }
        if (needsRoot(target)) {
            rebuildRoot();
        }
        dev(cart, extra, terminals);
        if (needsProc()) {
            steps.attach("mount proc, which the target lacks", Steps.IGNORE, proc, root, "proc");
            steps.close(proc);
        }
        steps.close(root);
        steps.close(device);
    }

    private boolean needsProc() {
        return target.mounts().at("/proc").filter(m -> m.type().equals("proc")).isEmpty();
    }

    /**
     * Adds the steps that make a proc for a target without one, for a process in the target's pid namespace that is still in
     * the caller's mount namespace: in a user namespace that sees no whole proc already, the kernel refuses to make one.
     */
    void makeProc() {
        if (needsProc()) {
            steps.makeFileSystem("make a proc, which the target lacks", proc, context, Steps.IGNORE, "proc", PROC);
        }
    }

    /** Whether the target's root lacks a directory to mount on. */
    static boolean needsRoot(TargetProcess target) {
        return target.dev().isEmpty()
                || target.root().stream().noneMatch(e -> e.name().equals("proc") && e.kind() == Kind.DIRECTORY);
    }

    private void openRoot() {
        steps.open("", root, Steps.FAIL, AT_FDCWD, "/", OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
    }

    private void rebuildRoot() {
        steps.makeFileSystem("make a root directory with the mount points that the target's lacks", fresh, context, Steps.FAIL,
                "tmpfs", ROOT, "source", "crashcart", "mode", "0755", "size", "1m");
        steps.attach("cover the root directory", Steps.FAIL, fresh, root, "");
        for (DirectoryEntry entry : target.root()) {
            if (!entry.name().equals("dev") && !(entry.name().equals("proc") && entry.kind() != Kind.DIRECTORY)) {
                show(entry, root, "/");
            }
        }
        directory("dev");
        directory("proc");
        plan.call("take the new root directory", Syscall.FCHDIR, fresh);
        plan.call("", null, Steps.FAIL, Syscall.CHROOT, plan.data().string("."));
        steps.close(fresh);
        steps.close(root);
        openRoot();
    }

    private void dev(Register cart, Map<String, Register> extra, Optional<Consumer<Register>> terminals) {
        steps.makeFileSystem("make a /dev for the session", fresh, context, Steps.FAIL, "tmpfs", DEV, "source", "crashcart",
                "mode", "0755", "size", "64m");
        steps.attach("cover /dev", Steps.FAIL, fresh, root, "dev");
        List<DirectoryEntry> entries = target.dev().orElse(List.of());
        for (DirectoryEntry entry : entries) {
            boolean own = terminals.isPresent() && Set.of("pts", "ptmx").contains(entry.name());
            if (!own && !entry.name().equals("crashcart") && !extra.containsKey(entry.name())) {
                show(entry, device, "/dev/");
            }
        }
        extra.forEach((name, tree) -> {
            file(name);
            steps.attach("show /dev/" + name, Steps.IGNORE, tree, fresh, name);
        });
        LINKS.forEach((name, to) -> {
            if (entries.stream().noneMatch(e -> e.name().equals(name))) {
                link(name, to);
            }
        });
        terminals.ifPresent(this::terminals);
        ownNames();
        directory("crashcart");
        steps.attach("mount the cart on /dev/crashcart", Steps.FAIL, cart, fresh, "crashcart");
        steps.close(fresh);
    }

    private void terminals(Consumer<Register> use) {
        directory("pts");
        link("ptmx", "pts/ptmx");
        steps.makeFileSystem("make a /dev/pts for the session", piece, context, Steps.FAIL, "devpts", DEV, "mode", "0620", "ptmxmode", "0666");
        steps.attach("mount it", Steps.FAIL, piece, fresh, "pts");
        use.accept(piece);
        steps.close(piece);
    }

    /**
     * Where a cart's C library looks for the shell of system(3) and for users: paths in /dev are short enough to take the places
     * of the usual ones in a cart's programs. The target's users are the session's, if it has any.
     */
    private void ownNames() {
        link("sh", "/dev/crashcart/bin/sh");
        for (String name : List.of("passwd", "group")) {
            link(name, target.accounts() ? "/etc/" + name : "/dev/crashcart/etc/" + name);
        }
        plan.call("", null, Steps.IGNORE, Syscall.MKDIRAT, fresh, plan.data().string("tmp"), mode(01777));
        // mkdirat(2) leaves out what the umask says.
        plan.call("", null, Steps.IGNORE, Syscall.FCHMODAT, fresh, plan.data().string("tmp"), mode(01777));
    }

    private void link(String name, String to) {
        plan.call("", null, Steps.IGNORE, Syscall.SYMLINKAT, plan.data().string(to), fresh, plan.data().string(name));
    }

    /** Shows one entry of a directory in the new one. What the target took away meanwhile, or may not be shown, is left out. */
    private void show(DirectoryEntry entry, Register from, String where) {
        String what = "show " + where + entry.name();
        if (entry.kind() == Kind.LINK) {
            plan.call(what, null, Steps.IGNORE, Syscall.SYMLINKAT, plan.data().string(entry.link()), fresh,
                    plan.data().string(entry.name()));
            return;
        }
        Label next = plan.label("next");
        steps.cloneTree(what, piece, Steps.IGNORE, from, entry.name(), true);
        steps.ifFailed(piece, next);
        if (entry.kind() == Kind.DIRECTORY) {
            directory(entry.name());
        } else {
            file(entry.name());
        }
        steps.attach(what, Steps.IGNORE, piece, fresh, entry.name());
        steps.close(piece);
        plan.place(next);
    }

    private void directory(String name) {
        plan.call("", null, Steps.IGNORE, Syscall.MKDIRAT, fresh, plan.data().string(name), mode(0755));
    }

    private void file(String name) {
        plan.call("", null, Steps.IGNORE, Syscall.MKNODAT, fresh, plan.data().string(name),
                Operand.flags(FileType.S_IFREG.bits(), "S_IFREG"), number(0));
    }

    /** Devices that every container has by the runtime-spec (config-linux.md, Default Devices), and that this target lacks. */
    static List<String> missing(Optional<List<DirectoryEntry>> dev) {
        return List.of("full", "null", "random", "tty", "urandom", "zero").stream()
                .filter(name -> dev.isEmpty() || dev.get().stream().noneMatch(e -> e.name().equals(name))).toList();
    }
}
