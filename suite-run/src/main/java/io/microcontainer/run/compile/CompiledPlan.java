package io.microcontainer.run.compile;

import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import java.util.Optional;

/**
 * A plan with what the engine must know to talk with it.
 *
 * @param plan     the plan
 * @param refusals sentences that it may give up with
 * @param home     where the setting of HOME is to be laid, if it asks for it
 */
public record CompiledPlan(Plan plan, Refusals refusals, Optional<Operand.Address> home) {

    /** The plan's end says that the container's process ended by itself; its wait status is in the lower half. */
    public static final long ENDED_EARLY = 1L << 32;
}
