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
 * @param hook     the sentence for a hook that failed, from what the plan told of it
 */
public record CompiledPlan(Plan plan, Refusals refusals, Optional<Operand.Address> home, HookWords hook) {

    /** Turns into words what a plan tells under {@link Topic#HOOK_FAILED}. */
    public interface HookWords {
        /** The sentence for the user. */
        String sentence(long value, byte[] data);
    }

    /** The plan's end says that the container's process ended by itself; its wait status is in the lower half. */
    public static final long ENDED_EARLY = 1L << 32;
}
