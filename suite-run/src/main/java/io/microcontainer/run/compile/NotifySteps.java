package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
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
import io.microcontainer.api.plan.Step;
import io.microcontainer.api.plan.Struct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The launcher's part in sd_notify(3): it listens on a socket of the container's own and tells the service manager when a
 * line {@code READY=1} comes. No byte of the container goes further: what the manager gets are words of this plan. Neither needs
 * it the engine, which may end meanwhile.
 */
final class NotifySteps {

    /** The socket's name in its directory, as the container sees it. */
    static final String NAME = "notify";

    private static final Operand UNIX = flags(1, "AF_UNIX");
    private static final Operand DATAGRAM = flags(2 | 02000000, "SOCK_DGRAM|SOCK_CLOEXEC");
    private static final Operand DONTWAIT = flags(0x40, "MSG_DONTWAIT");
    private static final Operand NOSIGNAL = flags(0x4000, "MSG_NOSIGNAL");
    private static final OnError IGNORE = new OnError.Ignore(OnError.ANY);

    private static final int LARGEST = 4096;
    /** In the path "/proc/self/fd/N/notify" of a socket address. */
    private static final String DESCRIPTORS = "/proc/self/fd/";
    private static final int FAMILY = 2;
    private static final int ADDRESS_SIZE = 64;
    private static final int MAIN_PID_SIZE = 40;

    /** How many messages are looked at that an ended container left: more than a queue holds. */
    private static final int LEFT = 1000;

    /** How long to wait after a message without news, in nanoseconds: a container that floods its socket shall not keep the host busy. */
    private static final long PAUSE = 1_000_000;
    /** How long the manager may take until it knows, in seconds: then this process may end, and with it what the manager knows it by. */
    private static final long BARRIER = 30;

    private final PlanBuilder plan;
    private final NotifyAddress manager;
    private final Register socket;
    private final Register count;
    private final Register at;
    private final Register word;
    private final Register line;
    private final Operand.Address message;

    /** @param manager whom to tell */
    NotifySteps(PlanBuilder plan, NotifyAddress manager) {
        this.plan = plan;
        this.manager = manager;
        socket = plan.register("notify-socket");
        count = plan.register("notify-count");
        at = plan.register("notify-at");
        word = plan.register("notify-word");
        line = plan.register("notify-line");
        message = plan.data().room("message", LARGEST + Long.BYTES);
    }

    /** The socket: -1 when all is said. */
    Register socket() {
        return socket;
    }

    /**
     * Makes the socket. Its path may be longer than a socket's may be, so its directory is named by a descriptor; every user of the
     * container may write to it.
     */
    void bind(Path directory) {
        Operand.Address address = plan.data().struct("{AF_UNIX, \"/proc/self/fd/N/" + NAME + "\"}",
                new Struct().u16(1).bytes(DESCRIPTORS.getBytes(StandardCharsets.US_ASCII)).upTo(ADDRESS_SIZE));
        String what = "listen on " + directory.resolve(NAME);
        byte[] file = ("/" + NAME + "\0").getBytes(StandardCharsets.US_ASCII);
        Operand.Address path = plan.data().string(directory.resolve(NAME).toString());
        plan.call("", null, new OnError.Ignore(Errno.ENOENT), Syscall.UNLINKAT, AT_FDCWD, path, number(0));
        plan.call("open " + directory, word, Syscall.OPENAT, AT_FDCWD, plan.data().string(directory.toString()),
                flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
        Operand.Address digits = address.plus(FAMILY + DESCRIPTORS.length());
        plan.format(digits, word, count);
        plan.add(at, count, digits);
        plan.store(at, flags(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(), "\"/" + NAME + "\""), file.length);
        plan.add(count, count, number(FAMILY + DESCRIPTORS.length() + file.length));
        plan.call(what, socket, Syscall.SOCKET, UNIX, DATAGRAM, number(0));
        plan.call(what, Syscall.BIND, socket, address, count);
        plan.call("", Syscall.CLOSE, word);
        plan.call("let the container write to " + directory.resolve(NAME), Syscall.FCHMODAT, AT_FDCWD, path, mode(0777));
    }

    /** Goes on with a socket that another plan has bound. */
    void take(int descriptor) {
        plan.set(socket, number(descriptor));
    }

    /**
     * Waits for readiness, or for the container's end, and goes on.
     *
     * @param pid the container's init, which the manager is told to watch
     */
    void await(int pid) {
        Label wait = plan.label("notify-wait");
        Label look = plan.label("notify-look");
        Label end = plan.label("notify-end");
        Operand.Address polled = plan.data().room("{notify, init}", 16);
        plan.set(line, number(LEFT));
        plan.call("watch the container's init", word, new OnError.GoTo(look, OnError.ANY), Syscall.PIDFD_OPEN, number(pid), number(0));
        plan.store(polled, socket, 4);
        plan.store(polled.plus(4), number(1), 2);
        plan.store(polled.plus(8), word, 4);
        plan.store(polled.plus(12), number(1), 2);
        plan.place(wait);
        plan.call("wait until the container says that it is ready", Syscall.PPOLL, polled, number(2), NULL, NULL, number(8));
        plan.load(line, polled.plus(14), 2);
        plan.jumpIf(line, Condition.EQUAL, number(0), look);
        plan.set(line, number(LEFT));
        plan.place(look);
        take(number(pid), true, end);
        plan.jumpIf(line, Condition.LESS, number(1), wait);
        plan.place(end);
    }

    /**
     * Waits for the program in the foreground and looks at messages meanwhile. The manager is told to watch the launcher, which ends as the
     * program does.
     *
     * @param status takes the wait status
     */
    void monitor(Register pid, Operand terminal, Register status) {
        Label wait = plan.label("notify-wait");
        Label end = plan.label("notify-end");
        plan.place(wait);
        plan.monitor("wait for the program", pid, terminal, number(-1), socket, status);
        plan.set(line, number(LEFT));
        plan.jumpIf(status, Condition.NOT_EQUAL, number(Step.Monitor.CALL), end);
        plan.set(line, number(0));
        plan.place(end);
        Label done = plan.label("notify-done");
        plan.jumpIf(socket, Condition.LESS, number(0), done);
        take(Register.LAUNCHER_PID, false, done);
        plan.place(done);
        plan.jumpIf(status, Condition.EQUAL, number(Step.Monitor.CALL), wait);
    }

    /**
     * Takes one message, or as many as {@code line} says: then the container has ended, and 0 is in it afterwards or less.
     *
     * @param mainPid the process for the manager to watch
     * @param barrier whether to wait until the manager has read it
     * @param done    where to go when it is told
     */
    private void take(Operand mainPid, boolean barrier, Label done) {
        Label again = plan.label("notify-take");
        Label none = plan.label("notify-none");
        Label ready = plan.label("notify-ready");
        plan.place(again);
        plan.call("take a message of the container", count, new OnError.GoTo(none, OnError.ANY), Syscall.RECVFROM, socket, message,
                number(LARGEST), DONTWAIT, NULL, NULL);
        search(ready);
        plan.call("", null, IGNORE, Syscall.PPOLL, NULL, number(0),
                plan.data().struct("{1 ms}", new Struct().u64(0).u64(PAUSE)), NULL, number(8));
        plan.add(line, line, number(-1));
        plan.jumpIf(line, Condition.AT_LEAST, number(1), again);
        plan.jump(none);
        plan.place(ready);
        tell(mainPid, barrier);
        plan.jump(done);
        plan.place(none);
    }

    /** Goes to a label if a line of the message reads READY=1. */
    private void search(Label ready) {
        Label begin = plan.label("notify-line");
        Label skip = plan.label("notify-skip");
        Label none = plan.label("notify-not-ready");
        plan.add(at, count, message);
        plan.store(at, number(0), 8);
        plan.set(at, message);
        plan.place(begin);
        for (int offset : new int[] { 0, 3 }) {
            plan.add(word, at, number(offset));
            plan.load(word, word, 4);
            plan.jumpIf(word, Condition.NOT_EQUAL, letters("READY=1".substring(offset, offset + 4)), skip);
        }
        plan.add(word, at, number("READY=1".length()));
        plan.load(word, word, 1);
        plan.jumpIf(word, Condition.EQUAL, number(0), ready);
        plan.jumpIf(word, Condition.EQUAL, number('\n'), ready);
        plan.place(skip);
        plan.load(word, at, 1);
        plan.add(at, at, number(1));
        plan.jumpIf(word, Condition.EQUAL, number('\n'), begin);
        plan.jumpIf(word, Condition.NOT_EQUAL, number(0), skip);
        plan.place(none);
    }

    private static Operand letters(String four) {
        return flags(ByteBuffer.wrap(four.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL,
                "\"" + four + "\"");
    }

    private void tell(Operand mainPid, boolean barrier) {
        Label lost = plan.label("notify-lost");
        Label said = plan.label("notify-said");
        OnError tellWhy = new OnError.GoTo(lost, OnError.ANY);
        Operand.Address main = plan.data().struct("\"MAINPID=…\"",
                new Struct().bytes("MAINPID=".getBytes(StandardCharsets.US_ASCII)).upTo(MAIN_PID_SIZE));
        Struct address = manager.socketAddress();
        String what = "tell " + manager.text() + " that the container is ready";
        plan.call("", Syscall.CLOSE, socket);
        plan.set(socket, number(-1));
        plan.call(what, line, tellWhy, Syscall.SOCKET, UNIX, DATAGRAM, number(0));
        plan.call(what, word, tellWhy, Syscall.CONNECT, line, plan.data().struct("{AF_UNIX, \"" + manager.text() + "\"}", address),
                number(address.size()));
        plan.call(what, word, tellWhy, Syscall.SENDTO, line, plan.data().string("READY=1"), number("READY=1".length()), NOSIGNAL, NULL, number(0));
        plan.format(main.plus("MAINPID=".length()), mainPid, count);
        plan.add(count, count, number("MAINPID=".length()));
        plan.call("tell " + manager.text() + " which process to watch", word, tellWhy, Syscall.SENDTO, line, main, count, NOSIGNAL, NULL, number(0));
        if (barrier) {
            barrier(line, said);
        }
        plan.jump(said);
        plan.place(lost);
        plan.tell(Topic.NOTIFY_FAILED.tag(), word);
        plan.place(said);
    }

    /** sd_notify_barrier(3): the manager closes the pipe when it has read what came before. One that does not know it closes it too. */
    private void barrier(Register connection, Label done) {
        OnError goOn = new OnError.GoTo(done, OnError.ANY);
        Operand.Address pipe = plan.data().room("pipe", 8);
        Operand.Address polled = plan.data().room("{pipe}", 8);
        plan.call("make a pipe for the service manager to close", word, goOn, Syscall.PIPE2, pipe, flags(OpenFlag.O_CLOEXEC));
        plan.load(word, pipe.plus(4), 4);
        new UnixSocketSteps(plan).send("send the service manager a barrier", connection, word, "BARRIER=1", goOn);
        plan.call("", Syscall.CLOSE, word);
        plan.load(word, pipe, 4);
        plan.store(polled, word, 4);
        plan.store(polled.plus(4), number(1), 2);
        plan.call("wait until the service manager knows", null, goOn, Syscall.PPOLL, polled, number(1),
                plan.data().struct("{" + BARRIER + " s}", new Struct().u64(BARRIER).u64(0)), NULL, number(8));
    }
}
