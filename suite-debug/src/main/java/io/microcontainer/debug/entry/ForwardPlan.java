package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.debug.target.Namespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The plan of a forwarded port: the launcher listens, and for each connection starts a process that enters the target's network
 * namespace, connects there and carries bytes one way, while a child of it carries them the other way. All end with the
 * launcher, and it ends with the target.
 */
public final class ForwardPlan {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SHUT_WR = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int POLLIN = 1;
    private static final int WNOHANG = 1;
    private static final int WALL = 0x4000_0000;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final int BACKLOG = 128;
    private static final int PIECE = 64 << 10;

    private final PlanBuilder plan;
    private final Steps steps;
    private final Register pidfd;
    private final Register listener;
    private final Register connection;
    private final Register answer;

    private ForwardPlan(String name) {
        this.plan = new PlanBuilder("forward a port to " + name);
        this.steps = new Steps(plan);
        this.pidfd = plan.register("target");
        this.listener = plan.register("listener");
        this.connection = plan.register("connection");
        this.answer = plan.register("answer");
    }

    /**
     * Compiles it.
     *
     * @param name       what the target is called in messages
     * @param pid        the target's first process
     * @param namespaces those that it does not share with the caller
     * @param privileged whether the caller may enter a network namespace without its user namespace
     * @param from       where to listen; port 0 is any free one
     * @param port       of the target's own host
     */
    public static Plan compile(String name, int pid, Set<Namespace> namespaces, boolean privileged, InetSocketAddress from, int port) {
        return new ForwardPlan(name).compile(pid, namespaces, privileged, from, port);
    }

    private Plan compile(int pid, Set<Namespace> namespaces, boolean privileged, InetSocketAddress from, int port) {
        Label loop = plan.label("loop");
        Label reap = plan.label("reap");
        Label wait = plan.label("wait");
        Label ended = plan.label("ended");
        Label carrying = plan.label("carry");
        plan.sealed();
        plan.call("hold process " + pid, pidfd, Syscall.PIDFD_OPEN, number(pid), number(0));
        plan.await("see whether process " + pid + " is still the same", Tags.SAME, pidfd, answer);
        listen(from);
        Operand.Address polled = plan.data().struct("{listener, POLLIN; target, POLLIN}",
                new Struct().u32(0).u16(POLLIN).u16(0).u32(0).u16(POLLIN).u16(0));
        plan.store(polled, listener, 4);
        plan.store(polled.plus(8), pidfd, 4);
        plan.place(loop);
        plan.place(reap);
        plan.call("", answer, Steps.IGNORE, Syscall.WAIT4, number(-1), NULL, flags(WNOHANG | WALL, "WNOHANG|__WALL"), NULL);
        plan.jumpIf(answer, Condition.LESS, number(1), wait);
        plan.jump(reap);
        plan.place(wait);
        plan.call("wait for a connection", null, Steps.IGNORE, Syscall.PPOLL, polled, number(2), NULL, NULL, number(8));
        plan.load(answer, polled.plus(14), 2);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(0), ended);
        plan.call("take a connection", connection, Steps.IGNORE, Syscall.ACCEPT4, listener, NULL, NULL, flags(OpenFlag.O_CLOEXEC));
        steps.ifFailed(connection, loop);
        plan.spawn("start the process that forwards", steps.cloneArguments("{SIGCHLD}", 0, Steps.SIGCHLD), Steps.CLONE_ARGUMENTS, carrying,
                answer, Steps.IGNORE);
        steps.close(connection);
        plan.jump(loop);
        plan.place(ended);
        plan.tell(Tags.TARGET_ENDED, number(0));
        plan.end();
        plan.place(carrying);
        carry(namespaces, privileged, port);
        return plan.build();
    }

    private void listen(InetSocketAddress from) {
        String where = from.getAddress().getHostAddress() + " port " + from.getPort();
        byte[] address = from.getAddress().getAddress();
        int family = address.length == 4 ? AF_INET : AF_INET6;
        plan.call("make a socket", listener, Syscall.SOCKET, number(family), flags(SOCK_STREAM | OpenFlag.O_CLOEXEC.bits(), "SOCK_STREAM|SOCK_CLOEXEC"),
                number(0));
        plan.call("", null, Steps.IGNORE, Syscall.SETSOCKOPT, listener, number(SOL_SOCKET), flags(SO_REUSEADDR, "SO_REUSEADDR"),
                plan.data().struct("1", new Struct().u32(1)), number(4));
        Operand.Address name = plan.data().struct(where, socketAddress(address, from.getPort()));
        plan.call("listen on " + where, Syscall.BIND, listener, name, number(address.length == 4 ? 16 : 28));
        plan.call("listen on " + where, Syscall.LISTEN, listener, number(BACKLOG));
        Operand.Address length = plan.data().struct("28", new Struct().u32(28));
        plan.call("", null, Steps.IGNORE, Syscall.GETSOCKNAME, listener, name, length);
        // The port is in the network's byte order.
        plan.load(answer, name.plus(2), 2);
        plan.await("say where it listens", Tags.LISTENING, answer, answer);
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6}. */
    private static Struct socketAddress(byte[] address, int port) {
        Struct struct = new Struct().u16(address.length == 4 ? AF_INET : AF_INET6).bytes(new byte[] { (byte) (port >> 8), (byte) port });
        return address.length == 4 ? struct.bytes(address).upTo(16) : struct.u32(0).bytes(address).u32(0);
    }

    private void carry(Set<Namespace> namespaces, boolean privileged, int port) {
        Register peer = plan.register("peer");
        Register other = plan.register("other-way");
        Label connected = plan.label("connected");
        Label back = plan.label("back");
        Label refused = plan.label("refused");
        dieWithParent();
        steps.close(listener);
        Set<Namespace> entered = EnumSet.of(Namespace.NET);
        if (!privileged) {
            entered.add(Namespace.USER);
        }
        entered.retainAll(namespaces);
        if (!entered.isEmpty()) {
            plan.call("enter the network of the target", answer, Steps.IGNORE, Syscall.SETNS, pidfd,
                    flags(entered.stream().map(Namespace::flag).toArray(Flag[]::new)));
            steps.ifFailed(answer, refused);
        }
        for (byte[] host : List.of(InetAddress.ofLiteral("127.0.0.1").getAddress(), InetAddress.ofLiteral("::1").getAddress())) {
            plan.call("", peer, Steps.IGNORE, Syscall.SOCKET, number(host.length == 4 ? AF_INET : AF_INET6),
                    flags(SOCK_STREAM | OpenFlag.O_CLOEXEC.bits(), "SOCK_STREAM|SOCK_CLOEXEC"), number(0));
            plan.call("connect to port " + port + " of the target", answer, Steps.IGNORE, Syscall.CONNECT, peer,
                    plan.data().struct("port " + port, socketAddress(host, port)), number(host.length == 4 ? 16 : 28));
            plan.jumpIf(answer, Condition.EQUAL, number(0), connected);
            steps.close(peer);
        }
        plan.place(refused);
        plan.leave(number(1));
        plan.place(connected);
        plan.spawn("", steps.cloneArguments("{SIGCHLD}", 0, Steps.SIGCHLD), Steps.CLONE_ARGUMENTS, back, other, Steps.IGNORE);
        steps.ifFailed(other, refused);
        pump(connection, peer);
        steps.reap(other);
        plan.leave(number(0));
        plan.place(back);
        dieWithParent();
        pump(peer, connection);
        plan.leave(number(0));
    }

    private void dieWithParent() {
        plan.call("", null, Steps.IGNORE, Syscall.PRCTL, flags(PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG"), flags(SIGKILL, "SIGKILL"), number(0),
                number(0), number(0));
    }

    /** Carries bytes until one side ends, and says so to the other. */
    private void pump(Register from, Register to) {
        Register left = plan.register("left");
        Label read = plan.label("read");
        Label done = plan.label("done");
        Operand.Address room = plan.data().room("bytes", PIECE);
        plan.place(read);
        plan.call("", left, Steps.IGNORE, Syscall.READ, from, room, number(PIECE));
        plan.jumpIf(left, Condition.LESS, number(1), done);
        // A blocking socket takes all, or fails.
        plan.call("", answer, Steps.IGNORE, Syscall.SENDTO, to, room, left, flags(MSG_NOSIGNAL, "MSG_NOSIGNAL"), NULL, number(0));
        plan.jumpIf(answer, Condition.EQUAL, left, read);
        plan.place(done);
        plan.call("", null, Steps.IGNORE, Syscall.SHUTDOWN, to, number(SHUT_WR));
    }
}
