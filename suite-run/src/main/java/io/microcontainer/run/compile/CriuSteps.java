package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.run.compile.CompiledCriu.Action;
import io.microcontainer.run.criu.CriuRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The launcher's conversation with {@code criu swrk}: requests and answers over a socket, made and read by the engine (criu.org, "RPC"). */
final class CriuSteps {

    private static final OnError IGNORE = new OnError.Ignore(OnError.ANY);
    private static final Operand NOSIGNAL = flags(0x4000, "MSG_NOSIGNAL");
    private static final Operand CLOEXEC = flags(0x4000_0000, "MSG_CMSG_CLOEXEC");
    private static final int LARGEST_MESSAGE = 64 << 10;
    private static final int CONTROL_SIZE = 24;
    private static final int CONTROL_FD = 16;
    private static final int MESSAGE_SIZE = 56;
    private static final int MESSAGE_CONTROL_SIZE = 40;

    private final PlanBuilder plan;
    private final Refusals refusals;
    private final CriuProcess process;
    private final Register value;
    private final Label failed;
    private final Label refuse;
    private final Register mine;
    private final Register theirs;
    private final Register images;
    private final Register work;
    private final Register restored;
    private final Register terminal;
    private final Register descriptor;
    private final List<Register> namespaces = new ArrayList<>();
    private final Operand.Address request;
    private final Operand.Address answer;
    private Register criu;

    CriuSteps(PlanBuilder plan, Refusals refusals, CriuProcess process, Register value, Label failed) {
        this.plan = plan;
        this.refusals = refusals;
        this.process = process;
        this.value = value;
        this.failed = failed;
        refuse = plan.label("refuse");
        mine = plan.register("criu-socket");
        theirs = plan.register("criu-socket-theirs");
        images = plan.register("images");
        work = plan.register("work");
        restored = plan.register("restored");
        terminal = plan.register("terminal");
        descriptor = plan.register("descriptor");
        request = plan.data().room("request", CompiledCriu.LARGEST_REQUEST);
        answer = plan.data().room("restored", 8);
    }

    Operand.Address requestRoom() {
        return request;
    }

    Operand.Address answerRoom() {
        return answer;
    }

    /** The restored init. */
    Register restored() {
        return restored;
    }

    /** Its terminal's master side, or -1. */
    Register terminal() {
        return terminal;
    }

    /** Where steps go that cannot let CRIU go on: it is told so, and takes back what it did. */
    Label refuseLabel() {
        return refuse;
    }

    /** In the launcher, before CRIU's process is spawned. */
    void open() {
        plan.set(terminal, number(-1));
        for (Path file : process.namespaces()) {
            Register opened = plan.register("namespace");
            plan.call("open the namespace " + file, opened, Syscall.OPENAT, AT_FDCWD, plan.data().string(file.toString()),
                    flags(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC));
            namespaces.add(opened);
        }
    }

    /**
     * In CRIU's process: opens the directories and makes the sockets. CRIU looks for descriptors in the process that made its socket: that is itself, for only there
     * they are of its own mount namespace.
     */
    private void openInChild(Register channel) {
        Operand.Address pair = plan.data().room("pair", 8);
        openDirectory(process.images(), images);
        plan.set(work, number(-1));
        process.work().ifPresent(directory -> openDirectory(directory, work));
        plan.call("make the sockets for CRIU", Syscall.SOCKETPAIR, flags(1, "AF_UNIX"), flags(5 | 02000000, "SOCK_SEQPACKET|SOCK_CLOEXEC"),
                number(0), pair);
        plan.load(mine, pair, 4);
        plan.load(theirs, pair.plus(4), 4);
        Operand.Address known = plan.data().room("descriptors", 8 * (2 + namespaces.size()));
        List<Register> all = new ArrayList<>(List.of(images, work));
        all.addAll(namespaces);
        for (int i = 0; i < all.size(); i++) {
            plan.store(known.plus(8L * i), all.get(i), 8);
        }
        plan.tell(Topic.CRIU_DESCRIPTORS.tag(), number(0), known, number(8L * all.size()));
        new UnixSocketSteps(plan).send("hand CRIU's socket to the launcher", channel, mine, "criu");
        plan.call("", Syscall.CLOSE, mine);
    }

    private void openDirectory(Path directory, Register into) {
        plan.call("open " + directory, into, Syscall.OPENAT, AT_FDCWD, plan.data().string(directory.toString()),
                flags(OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
    }

    /** In the child: CRIU takes over, with its socket, directories and namespaces and no other descriptor of ours. */
    void execute(Register channel, Register errno) {
        openInChild(channel);
        Operand.Address digits = plan.data().room("socket in decimal", 24);
        plan.call("let CRIU have no other descriptor", Syscall.CLOSE_RANGE, number(3), flags(0xffff_ffffL, "~0"), flags(4, "CLOSE_RANGE_CLOEXEC"));
        List<Register> kept = new ArrayList<>(namespaces);
        kept.addAll(List.of(theirs, images));
        if (process.work().isPresent()) {
            kept.add(work);
        }
        for (Register fd : kept) {
            plan.call("let CRIU have a descriptor", Syscall.FCNTL, fd, flags(2, "F_SETFD"), number(0));
        }
        plan.format(digits, theirs, errno);
        Operand.Address words = plan.data().pointers("[criu, swrk, socket]", List.of(plan.data().string("criu"), plan.data().string("swrk"), digits));
        Label unable = plan.label("no-criu");
        plan.call("execute " + process.program(), errno, new OnError.GoTo(unable, OnError.ANY), Syscall.EXECVE,
                plan.data().string(process.program().toString()), words, plan.data().words(process.environment(), true));
        plan.place(unable);
        refusals.inChild(plan, "execute " + process.program(), errno);
    }

    /** Sends the request, which the engine makes when it knows the descriptors: images, work, namespaces in their order. */
    void request(Register pid, Register channel) {
        criu = pid;
        new UnixSocketSteps(plan).receive("wait for CRIU's socket", channel, mine, value);
        plan.jumpIf(value, Condition.LESS, number(1), failed);
        plan.await("make the request to CRIU", Topic.CRIU_REQUEST.tag(), pid, value);
        plan.call("send CRIU the request", Syscall.SENDTO, mine, request, value, NOSIGNAL, NULL, number(0));
    }

    /**
     * Takes message after message of CRIU's, until it has done all.
     *
     * @param console a socket that the terminal goes to, or null: then it is {@link #terminal}
     * @param hooks   the steps for {@link Action#HOOKS}
     */
    void converse(Register console, Runnable hooks) {
        Label next = plan.label("criu-message");
        Label goOn = plan.label("criu-go-on");
        Label done = plan.label("criu-done");
        Label gone = plan.label("criu-gone");
        Operand.Address bytes = plan.data().room("message of CRIU", LARGEST_MESSAGE);
        Operand.Address control = plan.data().room("{SCM_RIGHTS}", CONTROL_SIZE);
        Operand.Address part = plan.data().struct("{message}", new Struct().address(bytes).u64(LARGEST_MESSAGE));
        Operand.Address message = plan.data().struct("{message, control}", new Struct().u64(0).u64(0).address(part).u64(1)
                .address(control).u64(CONTROL_SIZE).u64(0).upTo(MESSAGE_SIZE));
        plan.place(next);
        plan.store(message.plus(MESSAGE_CONTROL_SIZE), number(CONTROL_SIZE), 8);
        plan.call("wait for CRIU", value, new OnError.GoTo(gone, OnError.ANY), Syscall.RECVMSG, mine, message, CLOEXEC);
        plan.jumpIf(value, Condition.LESS, number(1), gone);
        plan.load(descriptor, control.plus(CONTROL_FD), 4);
        plan.tell(Topic.CRIU_MESSAGE.tag(), number(0), bytes, value);
        plan.await("see what CRIU says", Topic.CRIU_ANSWER.tag(), number(0), value);
        plan.load(restored, answer, 8);
        plan.jumpIf(value, Condition.EQUAL, number(Action.GIVE_UP.ordinal()), failed);
        plan.jumpIf(value, Condition.EQUAL, number(Action.GO_ON.ordinal()), goOn);
        plan.jumpIf(value, Condition.EQUAL, number(Action.STOP.ordinal()), refuse);
        plan.jumpIf(value, Condition.EQUAL, number(Action.DONE.ordinal()), done);
        whenAsked(Action.TERMINAL, goOn, () -> {
            if (console == null) {
                plan.set(terminal, descriptor);
            } else {
                new UnixSocketSteps(plan).send("send the terminal's master side", console, descriptor, "/dev/ptmx");
                plan.call("", Syscall.CLOSE, descriptor);
            }
        });
        whenAsked(Action.STATUS, goOn, () -> {
            plan.call("say that pages can be had (--status-fd)", null, IGNORE, Syscall.WRITE, number(process.statusFd()), plan.data().string(""), number(1));
            plan.call("", null, IGNORE, Syscall.CLOSE, number(process.statusFd()));
        });
        whenAsked(Action.REQUEST, next, () -> plan.call("send CRIU the request", Syscall.SENDTO, mine, request, restored, NOSIGNAL, NULL, number(0)));
        whenAsked(Action.HOOKS, goOn, hooks);
        plan.place(goOn);
        reply(true);
        plan.jump(next);
        plan.place(refuse);
        reply(false);
        plan.jump(next);
        plan.place(gone);
        refusals.inLauncher(plan, "CRIU ended before it had done all", failed);
        plan.place(done);
        plan.call("", Syscall.CLOSE, mine);
        plan.call("wait for CRIU to end", null, IGNORE, Syscall.WAIT4, criu, NULL, number(0), NULL);
        plan.set(criu, number(0));
    }

    private void whenAsked(Action action, Label then, Runnable steps) {
        Label other = plan.label("other");
        plan.jumpIf(value, Condition.NOT_EQUAL, number(action.ordinal()), other);
        steps.run();
        plan.jump(then);
        plan.place(other);
    }

    private void reply(boolean success) {
        byte[] bytes = CriuRequest.answer(success);
        plan.call("answer CRIU", null, IGNORE, Syscall.SENDTO, mine, plan.data().bytes(success ? "\"go on\"" : "\"stop\"", bytes), number(bytes.length),
                NOSIGNAL, NULL, number(0));
    }
}
