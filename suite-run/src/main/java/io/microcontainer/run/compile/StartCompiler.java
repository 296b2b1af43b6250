package io.microcontainer.run.compile;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import java.nio.file.Path;

/** Compiles the plan of start. */
public final class StartCompiler {

    private StartCompiler() {
    }

    /** The plan wakes the container's init; it ends with 0, or with the word of a {@link StartFailure}. */
    public static Plan compile(String id, Path go, Path result) {
        PlanBuilder plan = new PlanBuilder("start container " + id);
        new StartSteps(plan, go, result).start();
        return plan.build();
    }
}
