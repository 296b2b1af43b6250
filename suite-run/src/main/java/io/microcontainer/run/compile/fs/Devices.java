package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.AtFlag.AT_SYMLINK_NOFOLLOW;
import static io.microcontainer.api.linux.Errno.EEXIST;
import static io.microcontainer.api.linux.Errno.EPERM;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Device nodes and the links in /dev (runtime-spec, config-linux.md, "Default Devices" and "Devices"). Where the
 * configuration binds a /dev of the host, that one is taken as it is.
 */
final class Devices {

    private static final List<String> DEV = List.of("dev");

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final Targets targets;
    private final ImageView view;
    private final boolean hostUserNamespace;
    private final boolean ownDev;
    private final List<DeviceNode> nodes;
    private final Register dev;

    Devices(Calls calls, Registers registers, Targets targets, ImageView view, FileSystemRequest request,
            List<MountEntry> entries) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.targets = targets;
        this.view = view;
        hostUserNamespace = request.hostUserNamespace();
        ownDev = entries.stream().noneMatch(e -> e.isBind() && e.names().equals(DEV));
        nodes = DeviceNode.of(request.config().linuxOrEmpty().devices());
        dev = plan.register("dev");
    }

    /** The container's /dev, open after {@link #make}. */
    Register dev() {
        return dev;
    }

    /** Makes nodes and links. */
    void make() {
        targets.open("open /dev", view.find(DEV), true);
        plan.set(dev, registers.target());
        if (!ownDev) {
            return;
        }
        for (DeviceNode node : nodes) {
            node(node);
        }
        link("pts/ptmx", "ptmx", true);
        link("/proc/self/fd", "fd", false);
        link("/proc/self/fd/0", "stdin", false);
        link("/proc/self/fd/1", "stdout", false);
        link("/proc/self/fd/2", "stderr", false);
        if (Files.exists(Path.of("/proc/kcore"))) {
            link("/proc/kcore", "core", false);
        }
        new StandardStreams(calls, registers).reopenNull(dev);
    }

    private void node(DeviceNode node) {
        String what = "make device " + node.path();
        boolean direct = node.names().size() == 2 && node.names().getFirst().equals("dev");
        Register directory = direct ? dev : registers.target();
        if (!direct) {
            targets.open(what, view.find(node.names().subList(0, node.names().size() - 1)), true);
        }
        Operand.Address name = calls.text(node.names().getLast());
        Label done = plan.label("made");
        if (hostUserNamespace || node.type() == FileType.S_IFIFO) {
            Label refused = plan.label("refused");
            plan.call(what, registers.word(), new OnError.GoTo(refused, EEXIST, EPERM), Syscall.MKNODAT, directory, name,
                    mode((int) node.type().bits() | node.mode()), number(node.device()));
            if (node.uid() != 0 || node.gid() != 0) {
                plan.call(what, Syscall.FCHOWNAT, directory, name, number(node.uid()), number(node.gid()),
                        flags(AT_SYMLINK_NOFOLLOW));
            }
            plan.place(done);
            calls.aside(() -> {
                plan.place(refused);
                // What the image or a mount brought along stays.
                plan.jumpIf(registers.word(), Condition.EQUAL, flags(-EEXIST, "-EEXIST"), done);
                bind(node, directory, name);
                plan.jump(done);
            });
        } else {
            bind(node, directory, name);
        }
        if (!direct) {
            calls.close(directory);
        }
    }

    /** Where the kernel makes no device for this user namespace or cgroup, the host's is bound. */
    private void bind(DeviceNode node, Register directory, Operand.Address name) {
        String what = "bind the host's " + node.path();
        plan.call(what, null, new OnError.Ignore(EEXIST), Syscall.MKNODAT, directory, name,
                mode((int) FileType.S_IFREG.bits()), number(0));
        calls.open(what, registers.other(), directory, node.names().getLast(), Calls.NO_LINK, O_PATH, O_CLOEXEC);
        calls.clone(what, registers.mount(), AT_FDCWD, node.path(), false);
        calls.attach(what, registers.mount(), registers.other());
        calls.close(registers.mount());
        calls.close(registers.other());
    }

    private void link(String to, String name, boolean replace) {
        String what = "link /dev/" + name + " to " + to;
        Operand.Address target = calls.text(to);
        Operand.Address link = calls.text(name);
        if (!replace) {
            plan.call(what, null, new OnError.Ignore(EEXIST), Syscall.SYMLINKAT, target, dev, link);
            return;
        }
        Label exists = plan.label("exists");
        Label done = plan.label("linked");
        plan.call(what, null, new OnError.GoTo(exists, EEXIST), Syscall.SYMLINKAT, target, dev, link);
        plan.place(done);
        calls.aside(() -> {
            plan.place(exists);
            plan.call(what, Syscall.UNLINKAT, dev, link, number(0));
            plan.call(what, Syscall.SYMLINKAT, target, dev, link);
            plan.jump(done);
        });
    }
}
