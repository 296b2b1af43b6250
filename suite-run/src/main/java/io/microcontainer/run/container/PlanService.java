package io.microcontainer.run.container;

import io.microcontainer.api.plan.Plan;

/** {@code plan}: shows the plan that would create a container. */
public final class PlanService {

    private final RuntimeContext context;

    public PlanService(RuntimeContext context) {
        this.context = context;
    }

    /** Compiles the plan of {@code create}, with placeholders where values are known at run time only, and changes nothing. */
    public Plan compile(CreateRequest request) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
