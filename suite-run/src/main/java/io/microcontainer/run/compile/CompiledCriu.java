package io.microcontainer.run.compile;

import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;

/**
 * A plan that talks to CRIU, with what the engine must know to take part.
 *
 * @param plan     the plan
 * @param refusals sentences that it may give up with
 * @param request  where the request to CRIU is to be laid, at most {@link #LARGEST_REQUEST} bytes
 * @param restored where the restored init's process id is to be laid
 * @param hook     the sentence for a hook that failed
 */
public record CompiledCriu(Plan plan, Refusals refusals, Operand.Address request, Operand.Address restored, CompiledPlan.HookWords hook) {

    /** Room for a request, in bytes. */
    public static final int LARGEST_REQUEST = 256 << 10;

    /** What the launcher does with a message of CRIU's; the number of the constant is the engine's answer. */
    public enum Action {
        /** The plan fails. */
        GIVE_UP,
        /** Tells CRIU to go on. */
        GO_ON,
        /** Tells CRIU to stop. */
        STOP,
        /** Sends the request that the engine has laid down, whose length is in the place of the process id. */
        REQUEST,
        /** CRIU has done all. */
        DONE,
        /** Takes the terminal that came with the message, and tells CRIU to go on. */
        TERMINAL,
        /** Runs the hooks, and tells CRIU how that went. */
        HOOKS,
        /** Writes a zero byte to --status-fd, and tells CRIU to go on. */
        STATUS
    }
}
