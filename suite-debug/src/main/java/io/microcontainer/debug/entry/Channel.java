package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/**
 * Words between the launcher and the processes it makes, in order: the end of the other side reads as a message without
 * bytes (unix(7), SOCK_SEQPACKET).
 */
final class Channel {

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int WORD = 8;

    private final PlanBuilder plan;
    private final Register mine;
    private final Register theirs;
    private final Register got;
    private final Operand.Address message;

    Channel(Steps steps) {
        this.plan = steps.plan();
        this.mine = plan.register("mine");
        this.theirs = plan.register("theirs");
        this.got = plan.register("got");
        this.message = plan.data().room("message", WORD);
    }

    /** The launcher's end. */
    Register mine() {
        return mine;
    }

    /** The other end. */
    Register theirs() {
        return theirs;
    }

    /** Where a word that came lies. */
    Operand.Address message() {
        return message;
    }

    void open() {
        Operand.Address pair = plan.data().room("pair", 8);
        plan.call("make a channel to the session", Syscall.SOCKETPAIR, flags(AF_UNIX, "AF_UNIX"),
                flags(SOCK_SEQPACKET | OpenFlag.O_CLOEXEC.bits(), "SOCK_SEQPACKET|SOCK_CLOEXEC"), number(0), pair);
        plan.load(mine, pair, 4);
        plan.load(theirs, pair.plus(4), 4);
    }

    /** Sends a word; if nobody is there to take it, the receiver's silence is noticed elsewhere. */
    void send(Register end, Operand word) {
        plan.store(message, word, WORD);
        plan.call("", null, Steps.IGNORE, Syscall.SENDTO, end, message, number(WORD), flags(MSG_NOSIGNAL, "MSG_NOSIGNAL"), NULL,
                number(0));
    }

    /** Waits for a word; goes to a label if the other side is gone. */
    void receive(Register end, Register into, Label gone) {
        receive(end, into, gone, 0, "0");
    }

    /** Takes a word if there is one. */
    void poll(Register end, Register into, Label none) {
        receive(end, into, none, MSG_DONTWAIT, "MSG_DONTWAIT");
    }

    private void receive(Register end, Register into, Label gone, int how, String name) {
        plan.call("", got, new OnError.Ignore(Errno.EAGAIN, Errno.ECONNRESET), Syscall.RECVFROM, end, message, number(WORD),
                flags(how, name), NULL, NULL);
        plan.jumpIf(got, Condition.NOT_EQUAL, number(WORD), gone);
        plan.load(into, message, WORD);
    }
}
