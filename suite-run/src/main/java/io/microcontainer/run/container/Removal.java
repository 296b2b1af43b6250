package io.microcontainer.run.container;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.compile.CompiledPlan;
import io.microcontainer.run.compile.StartCompiler;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;

/** Takes away what is left of a container. */
final class Removal {

    private final RuntimeContext context;
    private final StateStore store;

    Removal(RuntimeContext context, StateStore store) {
        this.context = context;
        this.store = store;
    }

    /**
     * After create or run failed: the first failure is the one to tell, so another one is only logged.
     *
     * @param cgroup   the container's, or null if there was none yet
     * @param poststop whether it came far enough for its poststop hooks
     */
    void afterFailure(ContainerRecord container, Cgroup cgroup, boolean poststop) {
        try {
            if (cgroup != null && cgroup.exists()) {
                remove(container, cgroup);
            }
            if (poststop) {
                runHooks(container);
            }
            store.delete(container.id());
        } catch (SuiteException e) {
            context.log().warning("clear away the failed container " + container.id() + ": " + e.getMessage());
        }
    }

    /** The container's init has ended. */
    void afterEnd(ContainerRecord container) {
        if (container.ownsCgroup()) {
            remove(container, Cgroup.of(container.cgroups()));
        }
        runHooks(container);
        store.delete(container.id());
    }

    private void remove(ContainerRecord container, Cgroup cgroup) {
        cgroup.kill(Processes::kill);
        Scope.end(context.session().invocation(), container);
        cgroup.remove();
    }

    /** The poststop hooks; whatever goes wrong with them, the container goes (runtime-spec runtime.md, Lifecycle). */
    private void runHooks(ContainerRecord container) {
        try {
            SavedConfig config = SavedConfig.read(store.configFile(container.id()));
            if (!config.mayHave("poststop")) {
                return;
            }
            StartCompiler.stop(container.id().text(), config.parse(), container.bundle())
                    .ifPresent(plan -> context.session().execute(plan.plan(), new Warnings(plan)));
        } catch (SuiteException e) {
            context.log().warning("run the poststop hooks of container " + container.id() + ": " + e.getMessage());
        }
    }

    private final class Warnings implements Dialogue {

        private final CompiledPlan plan;

        Warnings(CompiledPlan plan) {
            this.plan = plan;
        }

        @Override
        public void told(int tag, long value, byte[] data) {
            context.log().warning(plan.hook().sentence(value, data));
        }

        @Override
        public Answer asked(int tag, long value) {
            throw new IllegalStateException("a plan of hooks asks nothing");
        }
    }
}
