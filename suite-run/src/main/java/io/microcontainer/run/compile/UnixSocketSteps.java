package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.TerminalRequest;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Descriptors that go over unix sockets (unix(7), SCM_RIGHTS). */
final class UnixSocketSteps {

    private static final int LONGEST_PATH = 107;
    private static final int MESSAGE_SIZE = 56;
    private static final int CONTROL_SIZE = 24;
    private static final int CONTROL_LENGTH = 20;
    private static final int CONTROL_FD = 16;
    private static final Operand NO_SIGNAL = flags(0x4000, "MSG_NOSIGNAL");
    private static final Operand CLOEXEC = flags(0x4000_0000, "MSG_CMSG_CLOEXEC");

    private final PlanBuilder plan;

    UnixSocketSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** @param option the option that named the socket, for the messages */
    Register connect(Path path, String option) {
        Register socket = plan.register(option.replace("--", ""));
        connect(path, option, socket, null, new OnError.Fail());
        return socket;
    }

    /** The same, with the errno in a register if it cannot be connected. */
    void connect(Path path, String option, Register socket, Register errno, OnError onError) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new RunException(option + ": the path " + path + " has " + bytes.length + " bytes, and a socket's has "
                    + LONGEST_PATH + " at most");
        }
        Struct address = new Struct().u16(1).bytes(bytes).u8(0);
        plan.call("make a socket for " + option, socket, Syscall.SOCKET, flags(1, "AF_UNIX"),
                flags(1 | 02000000, "SOCK_STREAM|SOCK_CLOEXEC"), number(0));
        plan.call("connect to " + path + " (" + option + ")", errno, onError, Syscall.CONNECT, socket,
                plan.data().struct("{AF_UNIX, \"" + path + "\"}", address), number(address.size()));
    }

    /** Sends a descriptor with a few bytes of text, which name it. */
    void send(String what, Register socket, Operand descriptor, String name) {
        send(what, socket, descriptor, name, new OnError.Fail());
    }

    /** The same with a meaning of a refusal. */
    void send(String what, Register socket, Operand descriptor, String name, OnError onError) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        send(what, socket, descriptor, plan.data().struct("{\"" + name + "\"}",
                new Struct().address(plan.data().string(name)).u64(length)), 1, onError);
    }

    /** Sends a descriptor with a message in parts, {@code struct iovec[]}. */
    void send(String what, Register socket, Operand descriptor, Operand.Address parts, int count) {
        send(what, socket, descriptor, parts, count, new OnError.Fail());
    }

    private void send(String what, Register socket, Operand descriptor, Operand.Address parts, int count, OnError onError) {
        Operand.Address control = plan.data().struct("{SCM_RIGHTS}",
                new Struct().u64(CONTROL_LENGTH).u32(1).u32(1).upTo(CONTROL_SIZE));
        plan.store(control.plus(CONTROL_FD), descriptor, 4);
        plan.call(what, null, onError, Syscall.SENDMSG, socket, message(parts, count, control), NO_SIGNAL);
    }

    /** Sends a pidfd of a child, under the name that runc gives it. */
    void sendPidfd(Register socket, Register pid, Register pidfd) {
        plan.call("get a pidfd of the container's process", pidfd, Syscall.PIDFD_OPEN, pid, number(0));
        send("send a pidfd of the container's process (--pidfd-socket)", socket, pidfd, "pidfd");
        plan.call("", Syscall.CLOSE, pidfd);
    }

    /** In the launcher: takes a terminal's master side from its child, and goes elsewhere if the child has ended. */
    Register receiveTerminal(Register socket, Register result, Label ended) {
        Register terminal = plan.register("master-side");
        receive("wait for the terminal's master side", socket, terminal, result);
        plan.jumpIf(result, Condition.LESS, number(1), ended);
        copySize(terminal);
        return terminal;
    }

    /** Before the program can ask for it; later changes are the monitor's affair. */
    private void copySize(Register terminal) {
        Label none = plan.label("no-terminal");
        Operand.Address size = plan.data().room("size", 8);
        plan.call("see how large the caller's terminal is", null, new OnError.GoTo(none, OnError.ANY), Syscall.IOCTL,
                number(0), flags(TerminalRequest.TIOCGWINSZ), size);
        plan.call("make the container's terminal as large", null, new OnError.Ignore(OnError.ANY), Syscall.IOCTL,
                terminal, flags(TerminalRequest.TIOCSWINSZ), size);
        plan.place(none);
    }

    /** Takes a descriptor that {@link #send} sent; the result of recvmsg(2) is 0 at the end of the socket. */
    void receive(String what, Register socket, Register descriptor, Register result) {
        Operand.Address control = plan.data().room("{SCM_RIGHTS}", CONTROL_SIZE);
        Operand.Address part = plan.data().struct("{name}", new Struct().address(plan.data().room("name", 16)).u64(16));
        plan.call(what, result, Syscall.RECVMSG, socket, message(part, 1, control), CLOEXEC);
        plan.load(descriptor, control.plus(CONTROL_FD), 4);
    }

    private Operand.Address message(Operand.Address parts, int count, Operand.Address control) {
        return plan.data().struct("{" + parts + ", " + control + "}", new Struct().u64(0).u64(0).address(parts).u64(count)
                .address(control).u64(CONTROL_SIZE).u64(0).upTo(MESSAGE_SIZE));
    }
}
