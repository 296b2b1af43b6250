package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.net.InterfaceAddress;
import io.microcontainer.run.net.MovedInterface;
import io.microcontainer.run.net.RouteMessage;
import java.util.List;

/**
 * Moves network interfaces of the host into the container's network namespace ({@code linux.netDevices}), gives them back the
 * addresses that the kernel takes from them on the way, and brings them up. A child of the launcher joins the container's
 * network namespace for that with all the launcher's rights, for a container's root may have none there.
 */
final class NetDeviceSteps {

    private static final Operand AF_NETLINK = flags(16, "AF_NETLINK");
    private static final Operand SOCK_RAW = flags(3 | 02000000, "SOCK_RAW|SOCK_CLOEXEC");
    private static final int ANSWER_SIZE = 4096;

    private final PlanBuilder plan;
    private final Refusals refusals;
    private final List<MovedInterface> interfaces;
    private Register value;
    private Operand.Address answer;

    NetDeviceSteps(PlanBuilder plan, Refusals refusals, List<MovedInterface> interfaces) {
        this.plan = plan;
        this.refusals = refusals;
        this.interfaces = interfaces;
    }

    /** In the container's process: waits until the interfaces are there, since sysctls may be meant for them. */
    void awaitInChild(SyncSocket sync) {
        if (!interfaces.isEmpty()) {
            sync.awaitLauncher("wait for the network interfaces");
        }
    }

    /** In the launcher. */
    void inLauncher(Register pid, SyncSocket sync, Label failed) {
        if (interfaces.isEmpty()) {
            return;
        }
        Label begin = plan.label("network");
        Label on = plan.label("networked");
        Register namespace = plan.register("network");
        Register child = plan.register("network-process");
        Operand.Address status = plan.data().room("wait status", 8);
        ProcDirectory directory = new ProcDirectory(plan);
        directory.open(pid);
        plan.set(namespace, directory.file("ns/net"));
        directory.close();
        new Clone(plan).spawn("spawn a process for the container's network interfaces", begin, child);
        plan.call("", Syscall.CLOSE, namespace);
        plan.call("wait until the network interfaces are ready", Syscall.WAIT4, child, status, number(0), NULL);
        plan.load(child, status, 4);
        plan.jumpIf(child, Condition.NOT_EQUAL, number(0), failed);
        plan.jump(on);
        plan.place(begin);
        new SignalSteps(plan).dieWithLauncher();
        inChild(namespace);
        plan.leave(number(0));
        plan.place(on);
        sync.releaseChild("let the container's process go on with its network interfaces", failed);
    }

    private void inChild(Register namespace) {
        Register host = plan.register("netlink-of-host");
        Register own = plan.register("netlink");
        value = plan.register("netlink-value");
        answer = plan.data().room("answer", ANSWER_SIZE);
        open(host);
        plan.call("join the container's network namespace", Syscall.SETNS, namespace, flags(CloneFlag.CLONE_NEWNET));
        open(own);
        interfaces.forEach(moved -> check(own, moved));
        interfaces.forEach(moved -> move(host, moved, namespace));
        Register index = plan.register("interface");
        interfaces.forEach(moved -> settle(own, moved, index));
    }

    private void open(Register socket) {
        plan.call("open a netlink socket", socket, Syscall.SOCKET, AF_NETLINK, SOCK_RAW, flags(0, "NETLINK_ROUTE"));
    }

    /** The kernel looks at the new name only when the interface has moved: one that is taken must be known before. */
    private void check(Register own, MovedInterface moved) {
        if (moved.newIndex() != 0) {
            return;
        }
        Label free = plan.label("free");
        Label taken = plan.label("taken");
        byte[] question = RouteMessage.ask(moved.target());
        ask("see whether the container has a network interface " + moved.target() + " already", own,
                plan.data().bytes("{RTM_GETLINK, " + moved.target() + "}", question), question.length, taken);
        plan.jump(free);
        plan.place(taken);
        refusals.inChild(plan, "linux.netDevices: the network interface " + moved.name() + " cannot move into the container as "
                + moved.target() + ", because there is one of that name; give another name, or a template such as eth%d");
        plan.place(free);
    }

    private void move(Register host, MovedInterface moved, Register namespace) {
        String what = "move the network interface " + moved.name() + " into the container as " + moved.target();
        byte[] bytes = RouteMessage.move(moved.index(), moved.target(), moved.newIndex());
        Operand.Address message = plan.data().bytes("{RTM_NEWLINK, " + moved.name() + ", " + moved.target() + "}", bytes);
        plan.store(message.plus(RouteMessage.NAMESPACE), namespace, 4);
        demand(what, host, message, bytes.length);
    }

    private void settle(Register own, MovedInterface moved, Register index) {
        String target = moved.target();
        byte[] question = moved.newIndex() == 0 ? RouteMessage.ask(target) : RouteMessage.ask(moved.newIndex());
        demand("look at the network interface " + target + " in the container", own,
                plan.data().bytes("{RTM_GETLINK, " + target + "}", question), question.length);
        plan.load(index, answer.plus(RouteMessage.INDEX), 4);
        for (InterfaceAddress address : moved.addresses()) {
            change("give the network interface " + target + " an address of before", own, index, RouteMessage.add(address));
        }
        change("bring the network interface " + target + " up", own, index, RouteMessage.up());
    }

    private void change(String what, Register own, Register index, byte[] bytes) {
        Operand.Address message = plan.data().bytes("{request}", bytes);
        plan.store(message.plus(RouteMessage.INDEX), index, 4);
        demand(what, own, message, bytes.length);
    }

    /** Asks, and gives up unless all goes well. */
    private void demand(String what, Register socket, Operand message, int size) {
        Label well = plan.label("well");
        ask(what, socket, message, size, well);
        refusals.inChild(plan, "linux.netDevices: " + what, value);
        plan.place(well);
    }

    /** Goes to the label if all went well; else what follows finds the negative errno, 32 bits wide, in the register. */
    private void ask(String what, Register socket, Operand message, int size, Label well) {
        plan.call(what, Syscall.SENDTO, socket, message, number(size), number(0), NULL, number(0));
        plan.call(what, Syscall.RECVFROM, socket, answer, number(ANSWER_SIZE), number(0), NULL, NULL);
        plan.load(value, answer.plus(RouteMessage.TYPE), 2);
        plan.jumpIf(value, Condition.NOT_EQUAL, flags(RouteMessage.NLMSG_ERROR, "NLMSG_ERROR"), well);
        plan.load(value, answer.plus(RouteMessage.ERROR), 4);
        plan.jumpIf(value, Condition.EQUAL, number(0), well);
    }
}
