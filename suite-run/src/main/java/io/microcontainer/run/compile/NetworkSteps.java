package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.charset.StandardCharsets;

/** A new network namespace has a loopback interface that is down; runtimes bring it up (netdevice(7)). */
final class NetworkSteps {

    private static final int NAME_SIZE = 16;
    private static final int IFREQ_SIZE = 40;

    private final PlanBuilder plan;

    NetworkSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    void loopbackUp() {
        Register socket = plan.register("inet");
        Struct request = new Struct().bytes("lo".getBytes(StandardCharsets.US_ASCII)).upTo(NAME_SIZE).u16(0x41).upTo(IFREQ_SIZE);
        plan.call("open a socket in the new network namespace", socket, Syscall.SOCKET, flags(2, "AF_INET"),
                flags(2 | 02000000, "SOCK_DGRAM|SOCK_CLOEXEC"), number(0));
        plan.call("bring the loopback interface up", Syscall.IOCTL, socket, flags(0x8914, "SIOCSIFFLAGS"),
                plan.data().struct("{lo, IFF_UP|IFF_RUNNING}", request));
        plan.call("", Syscall.CLOSE, socket);
    }
}
