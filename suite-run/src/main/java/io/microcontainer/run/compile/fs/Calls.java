package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.AtFlag.AT_EMPTY_PATH;
import static io.microcontainer.api.linux.AtFlag.AT_RECURSIVE;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_IDMAP;
import static io.microcontainer.api.linux.MoveMountFlag.MOVE_MOUNT_F_EMPTY_PATH;
import static io.microcontainer.api.linux.MoveMountFlag.MOVE_MOUNT_T_EMPTY_PATH;
import static io.microcontainer.api.linux.OpenTreeFlag.OPEN_TREE_CLOEXEC;
import static io.microcontainer.api.linux.OpenTreeFlag.OPEN_TREE_CLONE;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The calls on files and mounts that this package compiles to. Every path is resolved below a descriptor, and none is
 * left to a symlink of procfs that means an open file.
 */
final class Calls {

    /** Any path of the container, as the container itself will see it: symlinks cannot leave the root. */
    static final Set<ResolveFlag> IN_ROOT = Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);

    /** A path of one file system, without symlinks and without anything mounted over it. */
    static final Set<ResolveFlag> PLAIN = Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS,
            ResolveFlag.RESOLVE_NO_XDEV);

    /** A name in a directory that is no symlink; something may be mounted on it. */
    static final Set<ResolveFlag> NO_LINK = Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS);

    /** A path of the host, as the caller sees it. */
    static final Set<ResolveFlag> HOST = Set.of();

    private static final OnError FAIL = new OnError.Fail();
    private static final int OPEN_HOW_SIZE = 24;
    private static final int MOUNT_ATTR_SIZE = 32;
    private static final int MOUNT_ATTR_USERNS = 24;

    private final PlanBuilder plan;
    private final Map<How, Operand.Address> hows = new HashMap<>();
    private final Map<Attributes, Operand.Address> attributes = new HashMap<>();
    private final List<Runnable> asides = new ArrayList<>();

    /** struct open_how without a mode. */
    private record How(long flags, long resolve) {
    }

    /** struct mount_attr without a user namespace. */
    private record Attributes(long set, long clear, long propagation) {

        Struct struct() {
            return new Struct().u64(set).u64(clear).u64(propagation).u64(0);
        }
    }

    Calls(PlanBuilder plan) {
        this.plan = plan;
    }

    PlanBuilder plan() {
        return plan;
    }

    /** Steps that are seldom taken and stand behind those that always are: {@link #placeAsides}. */
    void aside(Runnable steps) {
        asides.add(steps);
    }

    /** Places the steps put aside so far, and a jump over them. */
    void placeAsides() {
        if (asides.isEmpty()) {
            return;
        }
        Label over = plan.label("on");
        plan.jump(over);
        while (!asides.isEmpty()) {
            asides.removeFirst().run();
        }
        plan.place(over);
    }

    Operand.Address text(String text) {
        return plan.data().string(text);
    }

    /** openat2(2) without creating anything. */
    void open(String what, Register into, OnError onError, Operand directory, String path, Set<ResolveFlag> resolve,
            OpenFlag... open) {
        plan.call(what, into, onError, Syscall.OPENAT2, directory, text(path), how(resolve, open),
                number(OPEN_HOW_SIZE));
    }

    void open(String what, Register into, Operand directory, String path, Set<ResolveFlag> resolve, OpenFlag... open) {
        open(what, into, FAIL, directory, path, resolve, open);
    }

    private Operand.Address how(Set<ResolveFlag> resolve, OpenFlag... open) {
        long bits = 0;
        for (ResolveFlag flag : resolve) {
            bits |= flag.bits();
        }
        How how = new How(Flag.all(open), bits);
        Operand.Address at = hows.get(how);
        if (at == null) {
            at = plan.data().struct(text(resolve, open), new Struct().u64(how.flags).u64(0).u64(how.resolve));
            hows.put(how, at);
        }
        return at;
    }

    private static String text(Set<ResolveFlag> resolve, OpenFlag... open) {
        Set<String> names = new TreeSet<>();
        resolve.forEach(r -> names.add(r.name()));
        return "{" + Arrays.stream(open).map(OpenFlag::name).collect(Collectors.joining("|"))
                + (names.isEmpty() ? "" : ", " + String.join("|", names)) + "}";
    }

    void close(Register descriptor) {
        plan.call("", Syscall.CLOSE, descriptor);
    }

    /** open_tree(2): a copy of what is mounted at a path, attached nowhere. */
    void clone(String what, Register into, OnError onError, Operand directory, String path, boolean recursive) {
        List<Flag> all = new ArrayList<>(List.of(OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC));
        if (path.isEmpty()) {
            all.add(AT_EMPTY_PATH);
        }
        if (recursive) {
            all.add(AT_RECURSIVE);
        }
        plan.call(what, into, onError, Syscall.OPEN_TREE, directory, text(path), flags(all.toArray(Flag[]::new)));
    }

    void clone(String what, Register into, Operand directory, String path, boolean recursive) {
        clone(what, into, FAIL, directory, path, recursive);
    }

    /** move_mount(2): attaches a mount where a descriptor points. */
    void attach(String what, Register mount, Register target) {
        plan.call(what, Syscall.MOVE_MOUNT, mount, text(""), target, text(""),
                flags(MOVE_MOUNT_F_EMPTY_PATH, MOVE_MOUNT_T_EMPTY_PATH));
    }

    /** mount_setattr(2) on the mount of a descriptor; nothing where there is nothing to change. */
    void change(String what, Register mount, AttributeChange change, boolean recursive) {
        if (!change.isNone()) {
            setAttributes(what, mount, "", change::toString, new Attributes(change.setBits(), change.clearBits(), 0), recursive);
        }
    }

    /** mount_setattr(2) with a propagation type. */
    void propagate(String what, Register mount, Propagation propagation) {
        setAttributes(what, mount, "", propagation.type()::name, attributes(propagation), propagation.recursive());
    }

    /** The same for the root of the process. */
    void propagateRoot(String what, Propagation propagation) {
        setAttributes(what, Operand.AT_FDCWD, "/", propagation.type()::name, attributes(propagation), propagation.recursive());
    }

    private static Attributes attributes(Propagation propagation) {
        return new Attributes(0, 0, propagation.type().bits());
    }

    private void setAttributes(String what, Operand mount, String path, Supplier<String> text, Attributes wanted,
            boolean recursive) {
        Operand.Address at = attributes.get(wanted);
        if (at == null) {
            at = plan.data().struct("{" + text.get() + "}", wanted.struct());
            attributes.put(wanted, at);
        }
        List<Flag> all = new ArrayList<>();
        if (path.isEmpty()) {
            all.add(AT_EMPTY_PATH);
        }
        if (recursive) {
            all.add(AT_RECURSIVE);
        }
        plan.call(what, Syscall.MOUNT_SETATTR, mount, text(path), flags(all.toArray(Flag[]::new)), at,
                number(MOUNT_ATTR_SIZE));
    }

    /** mount_setattr(2) with the id maps of a user namespace. */
    void map(String what, Register mount, Register namespace, boolean recursive) {
        Operand.Address attributes = plan.data().struct("{" + MOUNT_ATTR_IDMAP + ", " + namespace + "}",
                new Struct().u64(MOUNT_ATTR_IDMAP.bits()).u64(0).u64(0).u64(0));
        plan.store(attributes.plus(MOUNT_ATTR_USERNS), namespace, 8);
        plan.call(what, Syscall.MOUNT_SETATTR, mount, text(""),
                recursive ? flags(AT_EMPTY_PATH, AT_RECURSIVE) : flags(AT_EMPTY_PATH), attributes, number(MOUNT_ATTR_SIZE));
    }

    /** A step that always fails: the plan has found what its author refuses. */
    void refuse(String what) {
        plan.call(what, Syscall.FCNTL, number(0), number(-1));
    }
}
