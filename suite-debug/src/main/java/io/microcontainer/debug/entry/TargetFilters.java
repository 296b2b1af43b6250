package io.microcontainer.debug.entry;

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
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a process's seccomp filters out of the kernel: it stands still for that moment (ptrace(2), PTRACE_SECCOMP_GET_FILTER). It
 * says nothing of where they came from, so it is right for every engine.
 */
public final class TargetFilters {

    private static final int PTRACE_DETACH = 17;
    private static final int PTRACE_SEIZE = 0x4206;
    private static final int PTRACE_INTERRUPT = 0x4207;
    private static final int PTRACE_SECCOMP_GET_FILTER = 0x420c;
    private static final int WALL_NOHANG = 0x4000_0001;

    /** {@code BPF_MAXINSNS}, and the size of {@code struct sock_filter}. */
    private static final int MOST = 4096;
    private static final int INSTRUCTION = 8;

    private static final int TRIES = 2000;
    private static final int FILTER = 1;

    private TargetFilters() {
    }

    /** The filters, each an array of {@code struct sock_filter}; the one that was set first is the first. */
    public static List<byte[]> read(Session session, int pid) {
        PlanBuilder plan = new PlanBuilder("read the seccomp filters of process " + pid);
        Steps steps = new Steps(plan);
        Register answer = plan.register("answer");
        Register index = plan.register("index");
        Register tries = plan.register("tries");
        Label wait = plan.label("wait");
        Label stands = plan.label("stands");
        Label next = plan.label("next");
        Label done = plan.label("done");
        Operand.Address room = plan.data().room("filter", MOST * INSTRUCTION);
        plan.call("look at process " + pid + ", which nobody else may trace", Syscall.PTRACE, flags(PTRACE_SEIZE, "PTRACE_SEIZE"), number(pid), NULL, NULL);
        plan.call("stop process " + pid, Syscall.PTRACE, flags(PTRACE_INTERRUPT, "PTRACE_INTERRUPT"), number(pid), NULL, NULL);
        plan.place(wait);
        plan.call("wait until process " + pid + " stands", answer, Syscall.WAIT4, number(pid), NULL, flags(WALL_NOHANG, "__WALL|WNOHANG"), NULL);
        plan.jumpIf(answer, Condition.NOT_EQUAL, number(0), stands);
        steps.tryAgain(tries, TRIES, wait);
        plan.place(stands);
        plan.place(next);
        plan.call("read seccomp filters of process " + pid, answer, new OnError.GoTo(done, Errno.ENOENT), Syscall.PTRACE,
                flags(PTRACE_SECCOMP_GET_FILTER, "PTRACE_SECCOMP_GET_FILTER"), number(pid), index, room);
        plan.tell(FILTER, answer, room, number(MOST * INSTRUCTION));
        plan.add(index, index, number(1));
        plan.jump(next);
        plan.place(done);
        plan.call("", null, Steps.IGNORE, Syscall.PTRACE, flags(PTRACE_DETACH, "PTRACE_DETACH"), number(pid), NULL, NULL);
        plan.end();
        List<byte[]> filters = new ArrayList<>();
        session.execute(plan.build(), new Dialogue() {
            @Override
            public void told(int tag, long value, byte[] data) {
                // The kernel's number 0 is the filter that was set last.
                filters.addFirst(Arrays.copyOf(data, (int) value * INSTRUCTION));
            }
        });
        return filters;
    }
}
