package io.microcontainer.run.compile;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Lays out {@code struct clone_args} of clone3(2) and spawns. */
final class Clone {

    private static final int SIZE = 88;
    private static final int CGROUP = 80;

    private final PlanBuilder plan;

    Clone(PlanBuilder plan) {
        this.plan = plan;
    }

    /** A plain child in all of the caller's namespaces. */
    void spawn(String what, Label child, Register pid) {
        spawn(what, List.of(), null, child, pid);
    }

    /**
     * A child in new namespaces.
     *
     * @param cgroup descriptor of a cgroup directory for CLONE_INTO_CGROUP, or null
     */
    void spawn(String what, List<CloneFlag> flags, Register cgroup, Label child, Register pid) {
        Flag[] all = flags.toArray(Flag[]::new);
        // With CLONE_PARENT the signal at the end is the one that the caller's own parent gets.
        long signal = flags.contains(CloneFlag.CLONE_PARENT) ? 0 : Signal.CHLD.number();
        String names = Arrays.stream(all).map(Flag::name).collect(Collectors.joining("|"));
        Struct arguments = new Struct().u64(Flag.all(all)).u64(0).u64(0).u64(0).u64(signal).upTo(SIZE);
        Operand.Address at = plan.data().struct("{flags=" + (names.isEmpty() ? "0" : names) + "}", arguments);
        if (cgroup != null) {
            plan.store(at.plus(CGROUP), cgroup, 8);
        }
        plan.spawn(what, at, SIZE, child, pid);
    }
}
