package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.MemoryPolicy;
import io.microcontainer.api.oci.runtime.MemoryPolicyFlag;
import io.microcontainer.api.oci.runtime.MemoryPolicyMode;
import io.microcontainer.api.plan.PlanBuilder;

/** From which NUMA nodes a process gets its memory ({@code linux.memoryPolicy}), by set_mempolicy(2); programs inherit it. */
final class MemoryPolicySteps {

    private final PlanBuilder plan;

    MemoryPolicySteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** @param policy or null to keep the caller's */
    void set(MemoryPolicy policy) {
        if (policy == null) {
            return;
        }
        long mode = numberOf(policy.mode());
        StringBuilder words = new StringBuilder(policy.mode().word());
        for (MemoryPolicyFlag flag : policy.flags()) {
            mode |= bit(flag);
            words.append('|').append(flag.word());
        }
        String nodes = policy.nodes() == null ? "" : policy.nodes();
        String what = "set the memory policy " + words + (nodes.isEmpty() ? "" : " of nodes " + nodes) + " (linux.memoryPolicy)";
        if (nodes.isEmpty()) {
            plan.call(what, Syscall.SET_MEMPOLICY, flags(mode, words.toString()), NULL, number(0));
            return;
        }
        CpuList list = CpuList.parse(nodes, "linux.memoryPolicy.nodes");
        byte[] mask = list.mask();
        // The kernel takes one bit less than it is told (mm/mempolicy.c, get_nodes).
        plan.call(what, Syscall.SET_MEMPOLICY, flags(mode, words.toString()), plan.data().bytes("{" + list + "}", mask),
                number(mask.length * 8L + 1));
    }

    private static long numberOf(MemoryPolicyMode mode) {
        return switch (mode) {
            case MPOL_DEFAULT -> 0;
            case MPOL_PREFERRED -> 1;
            case MPOL_BIND -> 2;
            case MPOL_INTERLEAVE -> 3;
            case MPOL_LOCAL -> 4;
            case MPOL_PREFERRED_MANY -> 5;
            case MPOL_WEIGHTED_INTERLEAVE -> 6;
        };
    }

    private static long bit(MemoryPolicyFlag flag) {
        return switch (flag) {
            case MPOL_F_NUMA_BALANCING -> 1 << 13;
            case MPOL_F_RELATIVE_NODES -> 1 << 14;
            case MPOL_F_STATIC_NODES -> 1 << 15;
        };
    }
}
