package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.FilesystemContextFlag;
import io.microcontainer.api.linux.FsConfigCommand;
import io.microcontainer.api.linux.MountAttribute;
import io.microcontainer.api.linux.MountFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.debug.cart.Cart;
import io.microcontainer.debug.cart.Cart.ImageType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes a cart's detached mount in the caller's namespaces: read-only, without set-user-id programs and devices. It
 * vanishes with the last descriptor and mount of it, and a loop device with it, even after a SIGKILL.
 */
final class CartMount {

    /** loop(4). */
    private static final long LOOP_CONFIGURE = 0x4c0a;
    private static final long LOOP_CTL_GET_FREE = 0x4c82;
    private static final int LO_FLAGS_READ_ONLY = 1;
    private static final int LO_FLAGS_AUTOCLEAR = 4;

    /** Sizes in {@code struct loop_config}: itself, and the place of {@code info.lo_flags} and {@code info.lo_file_name}. */
    private static final int LOOP_CONFIG = 304;
    private static final int LO_FLAGS = 8 + 52;
    private static final int LO_NAME_SIZE = 64;

    /** What a file system context says about a failure (fsopen(2)): one message a read. */
    private static final int MESSAGE = 256;
    private static final int MESSAGES = 4;

    private static final int LOOP_TRIES = 64;

    private final Steps steps;
    private final PlanBuilder plan;
    private final Register tree;
    private final Register context;
    private final Register image;
    private final Register loop;

    CartMount(Steps steps, Register tree) {
        this.steps = steps;
        this.plan = steps.plan();
        this.tree = tree;
        this.context = plan.register("context");
        this.image = plan.register("image");
        this.loop = plan.register("loop");
    }

    /** What marks the mount of a session beside a mount that stays ({@link SharedView}). */
    static MountAttribute[] attributes(boolean temporary) {
        MountAttribute[] all = { MountAttribute.MOUNT_ATTR_RDONLY, MountAttribute.MOUNT_ATTR_NOSUID,
                MountAttribute.MOUNT_ATTR_NODEV, MountAttribute.MOUNT_ATTR_NODIRATIME };
        return temporary ? all : Arrays.copyOf(all, 3);
    }

    /**
     * Adds the steps.
     *
     * @param temporary whether the mount is marked as a session's
     * @param refused   where to go on after the engine was told why the kernel does not take an image
     */
    void compile(Cart cart, boolean temporary, Label refused) {
        switch (cart) {
            case Cart.Directory directory -> {
                steps.cloneTree("take the cart " + directory.path(), tree, Steps.FAIL, Operand.AT_FDCWD,
                        directory.path().toString(), true);
                steps.attributes("make the cart read-only", Steps.FAIL, tree, "", true, attributes(temporary),
                        new MountAttribute[0], MountFlag.MS_PRIVATE);
            }
            case Cart.Image file -> image(file, temporary, refused);
        }
    }

    private void image(Cart.Image cart, boolean temporary, Label refused) {
        String what = "mount the " + cart.type().fileSystem() + " image " + cart.path();
        Label created = plan.label("created");
        Label why = plan.label("why");
        Register answer = plan.register("answer");
        plan.set(image, number(-1));
        plan.set(loop, number(-1));
        if (cart.type() == ImageType.EROFS) {
            // Since Linux 6.12 erofs mounts a file as it is; before, it asks for a block device.
            Label device = plan.label("device");
            create(what, cart.type(), plan.data().string(cart.path().toString()), answer);
            plan.jumpIf(answer, Condition.EQUAL, number(-Errno.ENOTBLK), device);
            steps.ifFailed(answer, why);
            plan.jump(created);
            plan.place(device);
            steps.close(context);
        }
        create(what, cart.type(), loopDevice(cart), answer);
        plan.jumpIf(answer, Condition.AT_LEAST, number(0), created);
        plan.place(why);
        Operand.Address log = plan.data().room("log", MESSAGES * MESSAGE);
        for (int i = 0; i < MESSAGES; i++) {
            plan.call("", null, Steps.IGNORE, Syscall.READ, context, log.plus((long) i * MESSAGE), number(MESSAGE));
        }
        plan.tell(Tags.IMAGE_LOG, answer, log, number(MESSAGES * MESSAGE));
        plan.tell(Tags.IMAGE_REFUSED, answer);
        plan.jump(refused);
        plan.place(created);
        plan.call(what, tree, Syscall.FSMOUNT, context, flags(FilesystemContextFlag.FSMOUNT_CLOEXEC), flags(attributes(temporary)));
        steps.close(context);
        steps.close(loop);
        steps.close(image);
    }

    private void create(String what, ImageType type, Operand source, Register answer) {
        plan.call(what, context, Syscall.FSOPEN, plan.data().string(type.fileSystem()), flags(FilesystemContextFlag.FSOPEN_CLOEXEC));
        plan.call("", null, Steps.FAIL, Syscall.FSCONFIG, context, flags(FsConfigCommand.FSCONFIG_SET_STRING),
                plan.data().string("source"), source, number(0));
        plan.call("", null, Steps.FAIL, Syscall.FSCONFIG, context, flags(FsConfigCommand.FSCONFIG_SET_FLAG),
                plan.data().string("ro"), NULL, number(0));
        if (type == ImageType.EXT4) {
            // An image that was not unmounted well has a journal to replay, and nothing is ever written to a cart.
            plan.call("", null, Steps.FAIL, Syscall.FSCONFIG, context, flags(FsConfigCommand.FSCONFIG_SET_FLAG),
                    plan.data().string("noload"), NULL, number(0));
        }
        plan.call(what, answer, Steps.IGNORE, Syscall.FSCONFIG, context, flags(FsConfigCommand.FSCONFIG_CMD_CREATE), NULL, NULL,
                number(0));
    }

    /** A loop device for the image; it is given back with its last user. */
    private Operand.Address loopDevice(Cart.Image cart) {
        String what = "get a loop device for " + cart.path();
        Register control = plan.register("loop-control");
        Register number = plan.register("loop-number");
        Register tries = plan.register("tries");
        Label free = plan.label("free");
        Label taken = plan.label("taken");
        Label done = plan.label("configured");
        Operand.Address name = plan.data().bytes("\"/dev/loopN\"",
                Arrays.copyOf("/dev/loop".getBytes(StandardCharsets.US_ASCII), 40));
        byte[] file = cart.path().toString().getBytes(StandardCharsets.UTF_8);
        Operand.Address config = plan.data().struct("{fd, LO_FLAGS_READ_ONLY|LO_FLAGS_AUTOCLEAR}",
                new Struct().u32(0).u32(0).upTo(LO_FLAGS).u32(LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR)
                        .bytes(Arrays.copyOf(file, Math.min(file.length, LO_NAME_SIZE - 1))).upTo(LOOP_CONFIG));
        steps.open("open the image " + cart.path(), image, Steps.FAIL, Operand.AT_FDCWD, cart.path().toString(),
                OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC);
        plan.store(config, image, 4);
        steps.open(what, control, Steps.FAIL, Operand.AT_FDCWD, "/dev/loop-control", OpenFlag.O_RDWR, OpenFlag.O_CLOEXEC);
        plan.set(tries, number(0));
        plan.place(free);
        plan.call(what, number, Syscall.IOCTL, control, flags(LOOP_CTL_GET_FREE, "LOOP_CTL_GET_FREE"), number(0));
        plan.format(name.plus(9), number, null);
        plan.call(what, loop, Syscall.OPENAT, Operand.AT_FDCWD, name, flags(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC));
        // EBUSY: another process took the same number between the two calls.
        plan.call(what, null, new OnError.GoTo(taken, Errno.EBUSY), Syscall.IOCTL, loop,
                flags(LOOP_CONFIGURE, "LOOP_CONFIGURE"), config);
        plan.jump(done);
        plan.place(taken);
        steps.close(loop);
        steps.tryAgain(tries, LOOP_TRIES, free);
        plan.call(what + ", of which others take each one first", null, Syscall.CLOSE, number(-1));
        plan.place(done);
        steps.close(control);
        return name;
    }
}
