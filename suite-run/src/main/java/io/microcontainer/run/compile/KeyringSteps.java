package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/** A session keyring of the container's own, so that it does not have the caller's keys (session-keyring(7)). */
final class KeyringSteps {

    private static final Operand JOIN = flags(1, "KEYCTL_JOIN_SESSION_KEYRING");
    private static final Operand SETPERM = flags(5, "KEYCTL_SETPERM");

    /** What a new session keyring has, and search for its user, so that the container's later processes find it. */
    private static final Operand PERMISSIONS = flags(0x3f1b_0000L,
            "KEY_POS_ALL|KEY_USR_VIEW|KEY_USR_READ|KEY_USR_SEARCH|KEY_USR_LINK");

    private final PlanBuilder plan;

    KeyringSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** @param id the container's, which names the keyring */
    void join(String id) {
        Register keyring = plan.register("keyring");
        Label without = plan.label("without-keyring");
        plan.call("join the session keyring _ses." + id, keyring,
                new OnError.GoTo(without, Errno.ENOSYS, Errno.EPERM, Errno.EACCES), Syscall.KEYCTL, JOIN,
                plan.data().string("_ses." + id));
        plan.call("let the container's processes find the keyring", null,
                new OnError.Ignore(Errno.EACCES, Errno.EPERM), Syscall.KEYCTL, SETPERM, keyring, PERMISSIONS);
        plan.place(without);
    }
}
