package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.PlanBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Compiles the plans of start, and of what runs when a container is gone. */
public final class StartCompiler {

    private StartCompiler() {
    }

    /**
     * Wakes the container's init and runs the poststart hooks. The plan ends with 0 if all went well, and with 1 after it
     * has told why not.
     *
     * @param go     fifo on which init waits
     * @param result fifo on which init tells what went wrong
     * @param pid    init's process id
     * @param environment of the caller, for hooks that name none
     */
    public static CompiledPlan start(String id, RuntimeConfig config, Path bundle, Path go, Path result, int pid,
            List<String> environment) {
        PlanBuilder plan = new PlanBuilder("start container " + id);
        LifeHooks hooks = LifeHooks.of(plan, null, id, config, bundle, environment);
        Label failed = plan.label("failed");
        new StartSteps(plan, go, result).start();
        hooks.afterStart(number(pid), failed);
        plan.end();
        plan.place(failed);
        plan.end(number(1));
        return new CompiledPlan(plan.build(), new Refusals(), Optional.empty(), hooks::failure);
    }

    /**
     * Runs the poststop hooks; nothing where there are none.
     *
     * @param environment of the caller, for hooks that name none
     */
    public static Optional<CompiledPlan> stop(String id, RuntimeConfig config, Path bundle, List<String> environment) {
        if (config.hooks() == null || config.hooks().poststop().isEmpty()) {
            return Optional.empty();
        }
        PlanBuilder plan = new PlanBuilder("run the poststop hooks of container " + id);
        LifeHooks hooks = LifeHooks.of(plan, null, id, config, bundle, environment);
        hooks.afterEnd();
        plan.end();
        return Optional.of(new CompiledPlan(plan.build(), new Refusals(), Optional.empty(), hooks::failure));
    }
}
