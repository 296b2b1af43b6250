package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ExecCpuAffinity;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/**
 * The CPUs of an executed process, before and after it is in the container's cgroup ({@code process.execCPUAffinity}). The
 * launcher takes the first ones for as long as it spawns: what is born inherits them (sched_setaffinity(2)).
 */
final class AffinitySteps {

    /** For 8192 CPUs, the most that a kernel is built for. */
    private static final int MASK_SIZE = 1024;
    private static final String FIELD = "process.execCPUAffinity.";
    private static final Operand SELF = flags(0, "self");

    private final PlanBuilder plan;
    private final CpuList before;
    private final CpuList after;
    private Operand.Address own;
    private Register size;

    /** @param affinity or null */
    AffinitySteps(PlanBuilder plan, ExecCpuAffinity affinity) {
        this.plan = plan;
        before = affinity == null ? null : list(affinity.initial(), FIELD + "initial");
        after = affinity == null ? null : list(affinity.finalList(), FIELD + "final");
    }

    private static CpuList list(String text, String where) {
        return text == null || text.isEmpty() ? null : CpuList.parse(text, where);
    }

    /** In the launcher, before it spawns. */
    void bindLauncher() {
        if (before != null) {
            own = plan.data().room("CPUs", MASK_SIZE);
            size = plan.register("cpu-mask-size");
            plan.call("see which CPUs the launcher may use", size, Syscall.SCHED_GETAFFINITY, SELF, number(MASK_SIZE), own);
            bind(before, FIELD + "initial");
        }
    }

    /** In the launcher, when it has spawned. */
    void unbindLauncher() {
        if (before != null) {
            plan.call("use the CPUs of before again", Syscall.SCHED_SETAFFINITY, SELF, size, own);
        }
    }

    /** In the process, once it is in the cgroup. */
    void bindProcess() {
        if (after != null) {
            bind(after, FIELD + "final");
        }
    }

    private void bind(CpuList cpus, String field) {
        byte[] mask = cpus.mask();
        plan.call("run on the CPUs " + cpus + " (" + field + ")", Syscall.SCHED_SETAFFINITY, SELF, number(mask.length),
                plan.data().bytes("{" + cpus + "}", mask));
    }
}
