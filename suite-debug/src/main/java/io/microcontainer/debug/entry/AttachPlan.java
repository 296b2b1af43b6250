package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.file.Path;

/**
 * The plan of who attaches to a session: it hands its terminal over ({@link Reattachment}), says when the size changes, and waits
 * for the exit status. The plan's value is that status, or {@link #LOST}.
 */
public final class AttachPlan {

    /** The session has another terminal now, or was killed. */
    public static final long LOST = 256;

    /** This terminal is gone; the session lives on. */
    public static final long HUNG_UP = 257;

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int POLLIN = 1;
    private static final int SIGHUP = 1;
    private static final int SIGTERM = 15;
    private static final int SIGWINCH = 28;
    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;

    private AttachPlan() {
    }

    /** Compiles it. @param door the session's socket */
    public static Plan compile(Path door) {
        PlanBuilder plan = new PlanBuilder("attach to the session at " + door);
        Steps steps = new Steps(plan);
        Register socket = plan.register("line");
        Register signals = plan.register("signals");
        Register answer = plan.register("answer");
        Register value = plan.register("status");
        Label loop = plan.label("loop");
        Label signalled = plan.label("signalled");
        Label resized = plan.label("resized");
        Label left = plan.label("left");
        Label done = plan.label("done");
        Operand.Address saved = plan.data().room("termios", 64);
        Operand.Address word = plan.data().room("word", 8);
        Operand.Address information = plan.data().room("signalfd_siginfo", 128);
        Operand.Address polled = plan.data().struct("{line, POLLIN; signals, POLLIN}",
                new Struct().u32(0).u16(POLLIN).u16(0).u32(0).u16(POLLIN).u16(0));
        plan.call("make a socket", socket, Syscall.SOCKET, flags(AF_UNIX, "AF_UNIX"),
                flags(SOCK_SEQPACKET | OpenFlag.O_CLOEXEC.bits(), "SOCK_SEQPACKET|SOCK_CLOEXEC"), number(0));
        plan.call("attach to the session at " + door, Syscall.CONNECT, socket, plan.data().struct(door.toString(), Reattachment.address(door)),
                number(110));
        plan.call("", null, Steps.IGNORE, Syscall.IOCTL, number(0), flags(TCGETS, "TCGETS"), saved);
        steps.signalMask(0, ~0L);
        plan.call("wait for signals", signals, Syscall.SIGNALFD4, number(-1), plan.data().struct("{all}", new Struct().u64(~0L)), number(8),
                flags(OpenFlag.O_CLOEXEC));
        plan.call("hand the terminal over", Syscall.SENDMSG, socket, SocketMessage.one(plan, SocketMessage.standardStreams(plan)),
                flags(MSG_NOSIGNAL, "MSG_NOSIGNAL"));
        plan.store(polled, socket, 4);
        plan.store(polled.plus(8), signals, 4);
        plan.place(loop);
        plan.call("wait for the session", null, Steps.IGNORE, Syscall.PPOLL, polled, number(2), NULL, NULL, number(8));
        plan.load(answer, polled.plus(14), 2);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(0), signalled);
        plan.set(value, number(LOST));
        plan.call("", answer, Steps.IGNORE, Syscall.RECVFROM, socket, word, number(8), number(0), NULL, NULL);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(8), done);
        plan.load(value, word, 8);
        plan.jump(done);
        plan.place(signalled);
        plan.call("", null, Steps.IGNORE, Syscall.READ, signals, information, number(128));
        plan.load(answer, information, 4);
        plan.jumpIf(answer, Condition.EQUAL, number(SIGWINCH), resized);
        plan.jumpIf(answer, Condition.EQUAL, number(SIGHUP), left);
        plan.jumpIf(answer, Condition.EQUAL, number(SIGTERM), left);
        plan.jump(loop);
        plan.place(resized);
        plan.call("", null, Steps.IGNORE, Syscall.SENDTO, socket, word, number(1), flags(MSG_NOSIGNAL, "MSG_NOSIGNAL"), NULL, number(0));
        plan.jump(loop);
        plan.place(left);
        plan.set(value, number(HUNG_UP));
        plan.place(done);
        // The session restores it too, unless it was killed.
        plan.call("", null, Steps.IGNORE, Syscall.IOCTL, number(0), flags(TCSETS, "TCSETS"), saved);
        plan.end(value);
        return plan.build();
    }
}
