package io.microcontainer.run.container;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.run.compile.InitRequest.Mode;

/** {@code plan}: shows the plan that would create a container. */
public final class PlanService {

    private final RuntimeContext context;

    public PlanService(RuntimeContext context) {
        this.context = context;
    }

    /** Compiles the plan of {@code create} and changes nothing. */
    public Plan compile(CreateRequest request) {
        return new Creation(context, request, Mode.CREATE).compileOnly().plan();
    }
}
