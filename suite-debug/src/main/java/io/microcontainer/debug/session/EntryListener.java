package io.microcontainer.debug.session;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.cart.Cart;
import io.microcontainer.debug.entry.EntryOrder;
import io.microcontainer.debug.entry.Tags;
import io.microcontainer.debug.target.TargetProcess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Hears what a plan of crashcart tells, and makes sentences of it. */
final class EntryListener implements Dialogue {

    private final TargetProcess target;
    private int imageErrno;
    private String imageLog = "";
    private int programErrno;
    private int cgroupErrno;
    private boolean targetEnded;

    EntryListener(TargetProcess target) {
        this.target = target;
    }

    @Override
    public Answer asked(int tag, long value) {
        target.requireSame();
        return Answer.of(0);
    }

    @Override
    public void told(int tag, long value, byte[] data) {
        switch (tag) {
            case Tags.IMAGE_REFUSED -> imageErrno = (int) -value;
            case Tags.IMAGE_LOG -> imageLog = log(data);
            case Tags.CGROUP_REFUSED -> cgroupErrno = (int) -value;
            case Tags.PROGRAM_REFUSED -> programErrno = (int) -value;
            case Tags.GUARDIAN_KILLED -> targetEnded = target.ending();
            default -> throw new IllegalArgumentException("a plan tells " + tag);
        }
    }

    /** Why a cgroup of the target did not take the session, 0 if all did. */
    int cgroupErrno() {
        return cgroupErrno;
    }

    /** Whether the session was ended by the target's end. */
    boolean targetEnded() {
        return targetEnded;
    }

    /** @throws DebugException if the kernel refused the cart's image */
    void throwImage(Cart cart) {
        if (imageErrno != 0) {
            throw new DebugException("mount the image " + cart.path() + ": " + Errno.describe(imageErrno)
                    + (imageLog.isEmpty() ? "" : ": " + imageLog));
        }
    }

    /**
     * @param shell whether the cart's shell was asked for, and no command
     * @throws DebugException if the kernel refused the cart's image, or the program
     */
    void throwRefusals(EntryOrder order, boolean shell) {
        throwImage(order.cart());
        if (programErrno == 0) {
            return;
        }
        String program = order.programs().isEmpty() ? "" : order.programs().getFirst().words().getFirst();
        if (programErrno != Errno.ENOENT) {
            throw new DebugException(126, "run '" + program + "' in " + order.name() + ": " + Errno.describe(programErrno), null);
        }
        throw new DebugException(127, shell
                ? "the cart " + order.cart().path() + " has no shell that runs here: bash, sh or busybox in bin/ is looked for"
                : "'" + program + "' is neither in the cart " + order.cart().path() + " nor in the target, or the loader that it needs is not",
                null);
    }

    /** Messages of a file system context, each with "e ", "w " or "i " before it (fsopen(2)), in rooms filled up with zeros. */
    private static String log(byte[] rooms) {
        return Arrays.stream(new String(rooms, StandardCharsets.UTF_8).split("[\0\n]+")).map(String::strip)
                .filter(m -> m.length() > 2).map(m -> m.substring(2).strip()).collect(Collectors.joining("; "));
    }
}
