package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/**
 * The socket pair over which the launcher and the container's init agree on who is at work. It keeps messages apart
 * (SOCK_SEQPACKET), and its end tells the one that the other has ended.
 */
final class SyncSocket {

    private static final Operand UNIX = flags(1, "AF_UNIX");
    private static final Operand SEQPACKET = flags(5 | 02000000, "SOCK_SEQPACKET|SOCK_CLOEXEC");
    private static final Operand NOSIGNAL = flags(0x4000, "MSG_NOSIGNAL");

    private final PlanBuilder plan;
    private final Register launcherEnd;
    private final Register childEnd;
    private final Register count;
    private final Operand.Address word;

    SyncSocket(PlanBuilder plan) {
        this.plan = plan;
        launcherEnd = plan.register("sync");
        childEnd = plan.register("sync-child");
        count = plan.register("count");
        word = plan.data().room("word", 8);
    }

    /** The end that the launcher uses. */
    Register launcherEnd() {
        return launcherEnd;
    }

    /** The end that the spawned processes use. */
    Register childEnd() {
        return childEnd;
    }

    void open() {
        Operand.Address pair = plan.data().room("pair", 8);
        plan.call("make the socket pair to the container's first process", Syscall.SOCKETPAIR, UNIX, SEQPACKET,
                number(0), pair);
        plan.load(launcherEnd, pair, 4);
        plan.load(childEnd, pair.plus(4), 4);
    }

    void closeInLauncher() {
        plan.call("", Syscall.CLOSE, childEnd);
    }

    void closeInChild() {
        plan.call("", Syscall.CLOSE, launcherEnd);
    }

    /** The child says that it got so far. */
    void reportFromChild(String what) {
        plan.call(what, Syscall.WRITE, childEnd, plan.data().string("+"), number(1));
    }

    /** The launcher waits for the child's report and goes elsewhere if the child has ended. */
    void awaitChild(String what, Label ended) {
        plan.call(what, count, new OnError.GoTo(ended, Errno.ECONNRESET), Syscall.READ, launcherEnd, word, number(8));
        plan.jumpIf(count, Condition.LESS, number(1), ended);
    }

    /** The launcher lets the child go on, and goes elsewhere if the child has ended. */
    void releaseChild(String what, Label ended) {
        sendToChild(what, plan.data().string("+"), number(1), ended);
    }

    void sendToChild(String what, Operand from, Operand size, Label ended) {
        plan.call(what, null, new OnError.GoTo(ended, Errno.EPIPE, Errno.ECONNRESET), Syscall.SENDTO, launcherEnd, from,
                size, NOSIGNAL, NULL, number(0));
    }

    /** The child waits for the launcher's word and ends if the launcher has. */
    void awaitLauncher(String what) {
        Label on = plan.label("go-on");
        plan.call(what, count, Syscall.READ, childEnd, word, number(8));
        plan.jumpIf(count, Condition.AT_LEAST, number(1), on);
        plan.leave(number(1));
        plan.place(on);
    }

    /** A spawned process tells the launcher a number. */
    void passWord(String what, Register value) {
        plan.store(word, value, 8);
        plan.call(what, Syscall.WRITE, childEnd, word, number(8));
    }

    /** The launcher takes it, and goes elsewhere if the process has ended. */
    void takeWord(String what, Register value, Label ended) {
        awaitChild(what, ended);
        plan.load(value, word, 8);
    }

    /** The launcher tells the child its process id as the host sees it. */
    void tellProcess(Register pid, Label ended) {
        plan.store(word, pid, 8);
        sendToChild("tell the container's process its process id", word, number(8), ended);
    }

    /** The child learns it, which is also leave to go on. */
    void learnProcess(Register pid) {
        awaitLauncher("wait for the hooks of the runtime's namespaces");
        plan.load(pid, word, 8);
    }

    /**
     * The launcher waits for the end of the socket, or for a message that says why the program does not run.
     *
     * @param message takes it; its first word is 0 at the end of the socket
     */
    void awaitExec(String what, Operand.Address message, int size) {
        plan.call(what, null, new OnError.Ignore(Errno.ECONNRESET), Syscall.READ, launcherEnd, message, number(size));
    }
}
