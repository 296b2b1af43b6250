package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.Errno.EEXIST;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NODEV;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOEXEC;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOSUID;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.mode;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A mount of type {@code cgroup}: the container's own cgroups, laid out as the host lays out its hierarchies (cgroups(7);
 * runtime-spec, config-linux.md, "Cgroups"). With a cgroup namespace the hierarchies are mounted anew, without one the
 * container's cgroups are bound.
 */
final class CgroupMount {

    private static final AttributeChange TOP = new AttributeChange(
            Set.of(MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC), Set.of());

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final Targets targets;
    private final ImageView view;
    private final FilesystemMounts filesystems;
    private final CgroupView cgroups;

    CgroupMount(Calls calls, Registers registers, Targets targets, ImageView view, FilesystemMounts filesystems,
            CgroupView cgroups) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.targets = targets;
        this.view = view;
        this.filesystems = filesystems;
        this.cgroups = cgroups;
    }

    void mount(MountEntry entry, ImageView.Place place) {
        if (cgroups.v2()) {
            unified(entry, place);
        } else {
            hierarchies(entry, place);
        }
        view.mount(place.names(), false);
    }

    private void unified(MountEntry entry, ImageView.Place place) {
        String what = entry.label();
        Label refused = plan.label("refused");
        Label back = plan.label("go-on");
        filesystems.makeOr(what, new Filesystem("cgroup2", source(entry), entry.options().data(), List.of(),
                entry.options().attributes()), refused);
        plan.place(back);
        targets.open(what, place, true);
        calls.attach(what, registers.mount(), registers.target());
        calls.close(registers.target());
        finish(entry);
        calls.aside(() -> {
            // In a user namespace only a cgroup namespace of its own may mount it.
            plan.place(refused);
            String tree = cgroups.namespace() && !cgroups.hierarchies().isEmpty()
                    ? cgroups.hierarchies().getFirst().own().toString() : "/sys/fs/cgroup";
            String instead = what + ": bind " + tree + " instead";
            calls.clone(instead, registers.mount(), AT_FDCWD, tree, true);
            calls.change(instead, registers.mount(), entry.options().attributes(), true);
            plan.jump(back);
        });
    }

    private static String source(MountEntry entry) {
        return entry.mount().source() == null || entry.mount().source().isEmpty() ? "cgroup" : entry.mount().source();
    }

    private void hierarchies(MountEntry entry, ImageView.Place place) {
        String what = entry.label();
        Operand.Address top = plan.data().room("the mount on " + entry.destination(), 8);
        filesystems.make(what, new Filesystem("tmpfs", "tmpfs", List.of("mode=755"), List.of(), TOP));
        targets.open(what, place, true);
        calls.attach(what, registers.mount(), registers.target());
        calls.close(registers.target());
        plan.store(top, registers.mount(), 4);
        for (CgroupView.Hierarchy hierarchy : cgroups.hierarchies()) {
            String step = what + ": " + hierarchy.name();
            if (cgroups.namespace()) {
                filesystems.make(step, filesystem(entry, hierarchy));
            } else {
                calls.clone(step, registers.mount(), AT_FDCWD, hierarchy.own().toString(), true);
                calls.change(step, registers.mount(), entry.options().attributes(), false);
            }
            attach(step, hierarchy, top);
        }
        plan.load(registers.mount(), top, 4);
        finish(entry);
    }

    private void attach(String step, CgroupView.Hierarchy hierarchy, Operand.Address top) {
        plan.load(registers.other(), top, 4);
        plan.call(step, Syscall.MKDIRAT, registers.other(), calls.text(hierarchy.name()), mode(0755));
        calls.open(step, registers.target(), registers.other(), hierarchy.name(), Calls.PLAIN, O_PATH, O_DIRECTORY,
                O_CLOEXEC);
        calls.attach(step, registers.mount(), registers.target());
        calls.close(registers.target());
        calls.close(registers.mount());
        if (hierarchy.name().indexOf(',') >= 0) {
            for (String controller : hierarchy.name().split(",")) {
                plan.call(step, null, new OnError.Ignore(EEXIST), Syscall.SYMLINKAT, calls.text(hierarchy.name()),
                        registers.other(), calls.text(controller));
            }
        }
    }

    private static Filesystem filesystem(MountEntry entry, CgroupView.Hierarchy hierarchy) {
        AttributeChange attributes = entry.options().attributes().then(TOP);
        if (hierarchy.unified()) {
            return new Filesystem("cgroup2", "cgroup2", List.of(), List.of(), attributes);
        }
        List<String> parameters = new ArrayList<>(hierarchy.controllers());
        parameters.sort(null);
        return new Filesystem("cgroup", "cgroup", parameters, List.of(), attributes);
    }

    private void finish(MountEntry entry) {
        calls.change(entry.label(), registers.mount(), entry.options().recursive(), true);
        entry.options().propagation().forEach(p -> calls.propagate(entry.label() + ": propagation", registers.mount(), p));
        calls.close(registers.mount());
    }
}
