package io.microcontainer.run.container;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupException;
import io.microcontainer.run.compile.CompiledPlan;
import io.microcontainer.run.compile.StartCompiler;
import io.microcontainer.run.resctrl.ResctrlGroup;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Takes away what is left of a container. */
final class Removal {

    /** How long to wait for another command. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

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
                // It may have become ready before something failed.
                OwnProcesses.kill(container, cgroup);
                Processes.killAndWait(container, PATIENCE);
                remove(container, cgroup);
            }
            finish(container, poststop);
            store.delete(container.id());
        } catch (SuiteException e) {
            context.log().warning("clear away the failed container " + container.id() + ": " + e.getMessage());
        }
    }

    /** The container's init has ended. */
    void afterEnd(ContainerRecord container) {
        context.log().debug(() -> "take away container " + container.id() + ", whose init was process " + container.initPid());
        if (container.ownsCgroup()) {
            remove(container, Cgroup.of(container.cgroups()));
        }
        finish(container, true);
        // Where the state is on a disk, taking files away lasts longer than anything else here.
        store.forget(container.id()).ifPresent(rest -> context.session().afterwards(() -> store.clear(rest)));
    }

    private void remove(ContainerRecord container, Cgroup cgroup) {
        // What is left when a pid namespace has ended is not the container's, unless it is on its way out.
        boolean ended = container.ownProcessIds() && container.initPid() != 0;
        if (container.sharedCgroup() ? !cgroup.occupants().isEmpty() : ended && !OwnProcesses.endInTime(cgroup)) {
            keep(container);
            return;
        }
        context.log().debug(() -> "remove the cgroup of container " + container.id());
        if (!ended) {
            cgroup.kill(Processes::kill);
        }
        Scope.end(context.session().invocation(), container);
        try {
            cgroup.remove();
        } catch (CgroupException e) {
            if (!ended || cgroup.occupants().isEmpty()) {
                throw e;
            }
            // Another's process may be in some hierarchies only.
            keep(container);
        }
    }

    private void keep(ContainerRecord container) {
        context.log().warning("the cgroup of container " + container.id() + " stays, for processes of others are in it: "
                + CgroupSharing.directories(container));
    }

    /** What the config asks for at the end; whatever goes wrong with it, the container goes (runtime-spec runtime.md, Lifecycle). */
    private void finish(ContainerRecord container, boolean poststop) {
        Path saved = store.configFile(container.id());
        if (!Files.exists(saved)) {
            return;
        }
        try {
            SavedConfig config = SavedConfig.read(saved);
            if (poststop && config.mayHave("poststop")) {
                runHooks(container, config.parse());
            }
            if (config.mayHave("intelRdt")) {
                ResctrlGroup.existing(config.parse().linuxOrEmpty().intelRdt(), container.id().text()).ifPresent(ResctrlGroup::remove);
            }
        } catch (SuiteException e) {
            context.log().warning("clear away what container " + container.id() + " used: " + e.getMessage());
        }
    }

    private void runHooks(ContainerRecord container, RuntimeConfig config) {
        try {
            StartCompiler.stop(container.id().text(), config, container.bundle(), HookEnvironment.of(config, context.session().invocation()))
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
