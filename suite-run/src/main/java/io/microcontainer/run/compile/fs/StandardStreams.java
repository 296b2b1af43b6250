package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_RDWR;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/**
 * Standard streams that are the host's /dev/null become the container's, so that no descriptor of a mount of the host
 * stays in the container.
 */
final class StandardStreams {

    private static final int COUNT = 3;

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;

    StandardStreams(Calls calls, Registers registers) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
    }

    void reopenNull(Register dev) {
        String what = "open the container's /dev/null for standard streams";
        FileStatus status = new FileStatus(plan, registers.word());
        Label refuse = plan.label("no-null");
        calls.open(what, registers.other(), dev, "null", Calls.NO_LINK, O_RDWR, O_CLOEXEC);
        status.unlessNull(what, registers.other(), refuse);
        for (int i = 0; i < COUNT; i++) {
            Label next = plan.label("stream");
            status.unlessNull("look at standard stream " + i, number(i), next);
            plan.call(what, Syscall.DUP3, registers.other(), number(i), number(0));
            plan.place(next);
        }
        calls.close(registers.other());
        calls.aside(() -> {
            plan.place(refuse);
            calls.refuse("/dev/null of the container is not the null device 1:3");
        });
    }
}
