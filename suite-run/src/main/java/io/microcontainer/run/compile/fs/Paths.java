package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.Errno.EINVAL;
import static io.microcontainer.api.linux.Errno.ENOENT;
import static io.microcontainer.api.linux.Errno.ENOTDIR;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOEXEC;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_NOSUID;
import static io.microcontainer.api.linux.MountAttribute.MOUNT_ATTR_RDONLY;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.RunException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Paths that the container cannot write, or not read: {@code linux.readonlyPaths} and {@code linux.maskedPaths}. Missing
 * ones are passed over. A masked file becomes the host's null device, which no image can swap (CVE-2025-31133), a masked
 * directory an empty read-only tmpfs, the same for all.
 */
final class Paths {

    /** The node is the host's: read-only, a container's root cannot change its mode or owner. */
    private static final AttributeChange UNCHANGEABLE = new AttributeChange(
            Set.of(MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NOEXEC), Set.of());

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private Register hostNull;
    private Register empty;

    Paths(Calls calls, Registers registers) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
    }

    /** Opens the null device of the host. */
    void openNull(List<String> masked) {
        if (masked.isEmpty()) {
            return;
        }
        hostNull = plan.register("host-null");
        String what = "open the host's /dev/null to mask files";
        Label refuse = plan.label("no-null");
        calls.open(what, hostNull, AT_FDCWD, "/dev/null", Calls.HOST, O_PATH, O_CLOEXEC);
        new FileStatus(plan, registers.word()).unlessNull(what, hostNull, refuse);
        calls.aside(() -> {
            plan.place(refuse);
            calls.refuse("/dev/null of the host is not the null device 1:3");
        });
    }

    /** Makes paths read-only with all that is mounted below them. */
    void makeReadonly(List<String> paths) {
        for (String path : distinct(paths, "linux.readonlyPaths")) {
            String what = "make /" + path + " read-only";
            Label next = plan.label("next");
            calls.open(what, registers.target(), new OnError.GoTo(next, ENOENT, ENOTDIR), registers.root(), path,
                    Calls.IN_ROOT, O_PATH, O_CLOEXEC);
            calls.clone(what, registers.mount(), registers.target(), "", true);
            calls.change(what, registers.mount(), AttributeChange.READONLY, true);
            attach(what);
            plan.place(next);
        }
    }

    /** Masks paths. */
    void mask(List<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        empty = plan.register("empty");
        new FilesystemMounts(calls, registers).make("make an empty directory to mask directories",
                new Filesystem("tmpfs", "tmpfs", List.of(), List.of("ro"),
                        AttributeChange.READONLY));
        plan.set(empty, registers.mount());
        distinct(paths, "linux.maskedPaths").forEach(this::maskOne);
    }

    private void maskOne(String path) {
        String what = "mask /" + path;
        Label file = plan.label("file");
        Label copied = plan.label("copied");
        Label next = plan.label("next");
        calls.open(what, registers.target(), new OnError.GoTo(file, ENOENT, ENOTDIR), registers.root(), path,
                Calls.IN_ROOT, O_PATH, O_DIRECTORY, O_CLOEXEC);
        // Before Linux 6.15 a mount is only copied once it is attached: the first directory gets the original.
        calls.clone(what, registers.mount(), new OnError.Ignore(EINVAL), empty, "", false);
        plan.jumpIf(registers.mount(), Condition.AT_LEAST, number(0), copied);
        calls.attach(what, empty, registers.target());
        calls.close(registers.target());
        plan.jump(next);
        plan.place(copied);
        attach(what);
        plan.jump(next);
        plan.place(file);
        calls.open(what, registers.target(), new OnError.GoTo(next, ENOENT, ENOTDIR), registers.root(), path,
                Calls.IN_ROOT, O_PATH, O_CLOEXEC);
        calls.clone(what, registers.mount(), hostNull, "", false);
        calls.change(what, registers.mount(), UNCHANGEABLE, false);
        attach(what);
        plan.place(next);
    }

    /** Once all is masked. */
    void close() {
        if (hostNull != null) {
            calls.close(hostNull);
            calls.close(empty);
        }
    }

    private void attach(String what) {
        calls.attach(what, registers.mount(), registers.target());
        calls.close(registers.mount());
        calls.close(registers.target());
    }

    /** Relative to the root, each once. */
    private static Set<String> distinct(List<String> paths, String where) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String path : paths) {
            List<String> names = ImageView.names(path);
            if (names.isEmpty() || path.indexOf('\0') >= 0) {
                throw new RunException(where + " has " + path.replace("\0", "\\0") + ", which names no file below the root");
            }
            distinct.add(String.join("/", names));
        }
        return distinct;
    }
}
