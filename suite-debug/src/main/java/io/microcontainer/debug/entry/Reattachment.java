package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Step;
import io.microcontainer.api.plan.Struct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The launcher's wait for a session that outlives its terminal. It listens at a unix socket, the door; who connects hands over a
 * terminal (SCM_RIGHTS, unix(7)), and the connection is the line from then on: a byte on it says that the terminal's size has
 * changed, its end that the terminal is gone, and the session's exit status goes back over it. Without a terminal the session
 * lives on for an hour.
 */
final class Reattachment {

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int POLLIN = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int SIGKILL = 9;
    private static final long PATIENCE_SECONDS = 3600;

    private final PlanBuilder plan;
    private final Steps steps;
    private final Register door;
    private final Register line;
    private final Register answer;

    Reattachment(Steps steps) {
        this.steps = steps;
        this.plan = steps.plan();
        this.door = plan.register("door");
        this.line = plan.register("line");
        this.answer = plan.register("attached");
    }

    /** The socket that listens. */
    Register door() {
        return door;
    }

    /** {@code struct sockaddr_un}. */
    static Struct address(Path path) {
        return new Struct().u16(AF_UNIX).bytes(path.toString().getBytes(StandardCharsets.UTF_8)).upTo(110);
    }

    /** Makes the door. */
    void open(Path path) {
        plan.set(line, number(-1));
        plan.call("make a socket for those who attach", door, Syscall.SOCKET, flags(AF_UNIX, "AF_UNIX"),
                flags(SOCK_SEQPACKET | OpenFlag.O_CLOEXEC.bits(), "SOCK_SEQPACKET|SOCK_CLOEXEC"), number(0));
        plan.call("listen at " + path, Syscall.BIND, door, plan.data().struct(path.toString(), address(path)), number(110));
        plan.call("listen at " + path, Syscall.LISTEN, door, number(1));
    }

    /**
     * Waits for the guardian.
     *
     * @param status takes its wait status
     */
    void watch(Register guardian, Register master, Register status) {
        Label watch = plan.label("watch");
        Label over = plan.label("over");
        Label knock = plan.label("knock");
        Label call = plan.label("call");
        plan.place(watch);
        plan.monitor("wait for the session", guardian, master, door, line, status);
        plan.jumpIf(status, Condition.AT_LEAST, number(0), over);
        plan.jumpIf(status, Condition.EQUAL, number(Step.Monitor.KNOCK), knock);
        plan.jumpIf(status, Condition.EQUAL, number(Step.Monitor.CALL), call);
        Label detached = plan.label("detached");
        plan.place(detached);
        waitForSomebody(guardian, knock);
        plan.jump(watch);

        plan.place(call);
        Operand.Address word = plan.data().room("word", 8);
        plan.call("", answer, Steps.IGNORE, Syscall.RECVFROM, line, word, number(8), flags(MSG_DONTWAIT, "MSG_DONTWAIT"), NULL, NULL);
        // Only the size has changed: the monitor copies it when it begins.
        plan.jumpIf(answer, Condition.AT_LEAST, number(1), watch);
        plan.jump(detached);

        plan.place(knock);
        take(watch);
        plan.jump(watch);
        plan.place(over);
    }

    private void waitForSomebody(Register guardian, Label knock) {
        Register pidfd = plan.register("guardian-pidfd");
        Label ended = plan.label("ended");
        Operand.Address polled = plan.data().struct("{door, POLLIN; guardian, POLLIN}",
                new Struct().u32(0).u16(POLLIN).u16(0).u32(0).u16(POLLIN).u16(0));
        steps.close(line);
        plan.set(line, number(-1));
        plan.call("", pidfd, Steps.IGNORE, Syscall.PIDFD_OPEN, guardian, number(0));
        plan.store(polled, door, 4);
        plan.store(polled.plus(8), pidfd, 4);
        plan.call("wait for somebody to attach", answer, Steps.IGNORE, Syscall.PPOLL, polled, number(2),
                plan.data().struct("{1 h}", new Struct().u64(PATIENCE_SECONDS).u64(0)), NULL, number(8));
        steps.close(pidfd);
        Label found = plan.label("somebody");
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(0), found);
        plan.call("end the session that nobody attached to", null, Steps.IGNORE, Syscall.KILL, guardian, number(SIGKILL));
        plan.jump(ended);
        plan.place(found);
        plan.load(answer, polled.plus(6), 2);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(0), knock);
        plan.place(ended);
    }

    /** Takes the terminal of who connects: it becomes standard input and output. */
    private void take(Label watch) {
        Register connection = plan.register("newcomer");
        Register terminal = plan.register("new-terminal");
        Label bad = plan.label("bad");
        Label good = plan.label("good");
        Operand.Address control = plan.data().room("control", 24);
        Operand.Address message = SocketMessage.one(plan, control);
        plan.call("", connection, Steps.IGNORE, Syscall.ACCEPT4, door, NULL, NULL, flags(OpenFlag.O_CLOEXEC));
        steps.ifFailed(connection, watch);
        plan.call("", answer, Steps.IGNORE, Syscall.RECVMSG, connection, message, flags(MSG_CMSG_CLOEXEC, "MSG_CMSG_CLOEXEC"));
        plan.jumpIf(answer, Condition.LESS, number(1), bad);
        plan.load(answer, message.plus(SocketMessage.CONTROL_LENGTH), 8);
        plan.jumpIf(answer, Condition.EQUAL, number(SocketMessage.CONTROL_SIZE), good);
        plan.place(bad);
        steps.close(connection);
        plan.jump(watch);
        plan.place(good);
        for (int descriptor = 0; descriptor < 2; descriptor++) {
            plan.load(terminal, control.plus(SocketMessage.RIGHTS + 4L * descriptor), 4);
            plan.call("", null, Steps.IGNORE, Syscall.DUP3, terminal, number(descriptor), number(0));
            steps.close(terminal);
        }
        // Who was attached before sees the end of its line.
        steps.close(line);
        plan.set(line, connection);
    }

    /** Tells the exit status to who is attached. */
    void tell(Register status) {
        Operand.Address word = plan.data().room("exit-status", 8);
        plan.store(word, status, 8);
        plan.call("", null, Steps.IGNORE, Syscall.SENDTO, line, word, number(8), flags(MSG_NOSIGNAL, "MSG_NOSIGNAL"), NULL, number(0));
    }
}
