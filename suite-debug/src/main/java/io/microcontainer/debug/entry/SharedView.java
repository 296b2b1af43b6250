package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.AtFlag;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.MountAttribute;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Mounts the cart in the target's own mount namespace, and takes it away. What tells a session's mount from one that is to
 * stay ({@code -m}) is an attribute without effect on a read-only mount, MOUNT_ATTR_NODIRATIME; what tells a mount point
 * that was made for the cart from one of the image is its mode, the sticky bit alone. So any later command knows what
 * it may take away, after a crash too.
 */
final class SharedView {

    /** The mode of a mount point made here. */
    private static final int MADE_HERE = 01000;

    /** {@code f_flags} of statfs(2), at byte 80 of {@code struct statfs} on 64-bit machines. */
    private static final int STATFS_FLAGS = 80;
    private static final int ST_RDONLY = 1;
    private static final int ST_NOSUID = 2;
    private static final int ST_NODEV = 4;
    private static final int ST_NODIRATIME = 2048;

    /** {@code stx_mode} of statx(2), 16 bits at byte 28. */
    private static final int STATX_MODE = 28;
    private static final int STATX_TYPE_AND_MODE = 3;

    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int AT_REMOVEDIR = 0x200;

    /** Programs that have just been killed may hold the mount a little longer. */
    private static final int TRIES = 100;

    private final Steps steps;
    private final PlanBuilder plan;
    private final Register device;
    private final Register writable;

    SharedView(Steps steps) {
        this.steps = steps;
        this.plan = steps.plan();
        this.device = plan.register("dev");
        this.writable = plan.register("writable-dev");
    }

    /**
     * Adds the steps that mount a detached cart, for a process that has {@linkplain #enterRoot entered} the target's root. Where the
     * target has no such names, its /dev gets the links by which a cart's C library finds a shell and users ({@link PrivateView}).
     *
     * @param accounts whether the target has users
     */
    void mount(Register cart, boolean accounts) {
        steps.openPlace("open the target's /dev (without one, the cart can be mounted for a --private session only)", device,
                Steps.FAIL, AT_FDCWD, "/dev");
        Label made = plan.label("made");
        Label readOnly = plan.label("read-only");
        plan.set(writable, number(-1));
        plan.call("make /dev/crashcart", null, new OnError.GoTo(readOnly, Errno.EROFS), Syscall.MKDIRAT, device,
                plan.data().string("crashcart"), mode(MADE_HERE));
        plan.jump(made);
        Label exists = plan.label("exists");
        plan.place(readOnly);
        // The mount is read-only, the file system below it usually is not: a copy of the mount can be made writable.
        openWritable(Steps.FAIL);
        plan.call("make /dev/crashcart in a read-only /dev", null, new OnError.GoTo(exists, Errno.EEXIST), Syscall.MKDIRAT,
                writable, plan.data().string("crashcart"), mode(MADE_HERE));
        plan.place(exists);
        plan.place(made);
        steps.attach("mount the cart on /dev/crashcart", Steps.FAIL, cart, device, "crashcart");
        // Only one of the two can be written to.
        for (Register directory : new Register[] { device, writable }) {
            links(accounts).forEach((name, to) -> plan.call("", null, Steps.IGNORE, Syscall.SYMLINKAT, plan.data().string(to), directory,
                    plan.data().string(name)));
        }
        steps.close(writable);
        steps.close(device);
    }

    /** All begin with the cart's place, by which they are known when they are to go. */
    private static Map<String, String> links(boolean accounts) {
        String etc = accounts ? "/dev/crashcart/../../etc/" : "/dev/crashcart/etc/";
        return Map.of("sh", "/dev/crashcart/bin/sh", "passwd", etc + "passwd", "group", etc + "group");
    }

    private void removeLinks(Register directory, Register answer, Register beginning) {
        Operand.Address text = plan.data().room("link", 64);
        long wanted = ByteBuffer.wrap("/dev/cra".getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        links(true).keySet().stream().sorted().forEach(name -> {
            Label next = plan.label("next");
            plan.call("", answer, Steps.IGNORE, Syscall.READLINKAT, directory, plan.data().string(name), text, number(64));
            plan.jumpIf(answer, Condition.LESS, number(8), next);
            plan.load(beginning, text, 8);
            plan.jumpIf(beginning, Condition.NOT_EQUAL, number(wanted), next);
            plan.call("remove /dev/" + name, null, Steps.IGNORE, Syscall.UNLINKAT, directory, plan.data().string(name), number(0));
            plan.place(next);
        });
    }

    /**
     * Adds the steps that take carts away, for a process that has entered the target's root. Nothing fails: what is still
     * in use by another session is left to that one.
     *
     * @param everything also mounts that were to stay, and those in use
     * @param counter    a register of the process
     */
    void unmount(boolean everything, Register counter) {
        Register place = plan.register("place");
        Register answer = plan.register("unmounted");
        Register marks = plan.register("marks");
        Label again = plan.label("again");
        Label busy = plan.label("busy");
        Label remove = plan.label("remove");
        Operand.Address statfs = plan.data().room("statfs", 120);
        plan.set(counter, number(0));
        plan.place(again);
        steps.openPlace("look at /dev/crashcart", place, Steps.IGNORE, AT_FDCWD, "/dev/crashcart");
        steps.ifFailed(place, remove);
        plan.call("", answer, Steps.IGNORE, Syscall.FSTATFS, place, statfs);
        steps.close(place);
        steps.ifFailed(answer, remove);
        plan.load(marks, statfs.plus(STATFS_FLAGS), 8);
        for (int mark : everything ? new int[] { ST_RDONLY, ST_NOSUID, ST_NODEV }
                : new int[] { ST_RDONLY, ST_NOSUID, ST_NODEV, ST_NODIRATIME }) {
            Label has = plan.label("has-mark");
            plan.jumpIf(marks, Condition.ANY_BIT_OF, number(mark), has);
            plan.jump(remove);
            plan.place(has);
        }
        plan.call("unmount /dev/crashcart", answer, new OnError.GoTo(busy, Errno.EBUSY, Errno.EINVAL, Errno.ENOENT, Errno.EPERM),
                Syscall.UMOUNT2, plan.data().string("/dev/crashcart"),
                everything ? flags(MNT_DETACH | UMOUNT_NOFOLLOW, "MNT_DETACH|UMOUNT_NOFOLLOW") : flags(UMOUNT_NOFOLLOW, "UMOUNT_NOFOLLOW"));
        plan.jump(again);
        plan.place(busy);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(-Errno.EBUSY), remove);
        steps.tryAgain(counter, TRIES, again);
        plan.place(remove);
        removeMountPoint(answer, marks);
    }

    private void removeMountPoint(Register answer, Register mode) {
        Label done = plan.label("done");
        Label readOnly = plan.label("read-only");
        Operand.Address statx = plan.data().room("statx", 256);
        steps.openPlace("", device, Steps.IGNORE, AT_FDCWD, "/dev");
        steps.ifFailed(device, done);
        plan.call("", answer, Steps.IGNORE, Syscall.STATX, device, plan.data().string("crashcart"),
                flags(AtFlag.AT_SYMLINK_NOFOLLOW), flags(STATX_TYPE_AND_MODE, "STATX_TYPE|STATX_MODE"), statx);
        steps.ifFailed(answer, done);
        plan.load(mode, statx.plus(STATX_MODE), 2);
        plan.jumpIf(mode, Condition.NOT_EQUAL, flags(FileType.S_IFDIR.bits() | MADE_HERE, "S_IFDIR|S_ISVTX"), done);
        plan.call("remove /dev/crashcart", null, new OnError.GoTo(readOnly, OnError.ANY), Syscall.UNLINKAT, device,
                plan.data().string("crashcart"), flags(AT_REMOVEDIR, "AT_REMOVEDIR"));
        removeLinks(device, answer, mode);
        plan.jump(done);
        plan.place(readOnly);
        openWritable(Steps.IGNORE);
        plan.call("remove /dev/crashcart", null, new OnError.GoTo(done, OnError.ANY), Syscall.UNLINKAT, writable, plan.data().string("crashcart"),
                flags(AT_REMOVEDIR, "AT_REMOVEDIR"));
        removeLinks(writable, answer, mode);
        plan.place(done);
    }

    /** Adds the steps by which a process in the target's mount namespace takes the target's root directory. */
    void enterRoot(Operand targetRoot) {
        plan.call("take the target's root directory", Syscall.FCHDIR, targetRoot);
        plan.call("", null, Steps.FAIL, Syscall.CHROOT, plan.data().string("."));
    }

    private void openWritable(OnError onError) {
        steps.cloneTree("take a copy of the mount of /dev", writable, onError, device, "", false);
        steps.attributes("make the copy writable", onError, writable, "", false, new MountAttribute[0],
                new MountAttribute[] { MountAttribute.MOUNT_ATTR_RDONLY }, null);
    }
}
