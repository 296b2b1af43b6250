package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.hook.HookKind;
import io.microcontainer.run.hook.HookSteps;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The hooks of a config at their places in a plan; nothing at all where the config has none. */
final class LifeHooks {

    private final PlanBuilder plan;
    private final SyncSocket sync;
    private final Hooks hooks;
    private final Path bundle;
    private final ContainerState state;
    private final HookSteps steps;
    private final Register initOnHost;

    private LifeHooks(PlanBuilder plan, SyncSocket sync, Hooks hooks, Path bundle, ContainerState state,
            List<String> environment) {
        this.plan = plan;
        this.sync = sync;
        this.hooks = hooks;
        this.bundle = bundle;
        this.state = state;
        steps = hooks.equals(Hooks.NONE) ? null : new HookSteps(plan, Topic.HOOK_FAILED.tag(), state, environment);
        initOnHost = steps == null ? null : plan.register("pid-on-host");
    }

    /**
     * @param sync        to the container's init; null in a plan without one
     * @param environment of the caller, for hooks that name none
     */
    static LifeHooks of(PlanBuilder plan, SyncSocket sync, String id, RuntimeConfig config, Path bundle,
            List<String> environment) {
        return new LifeHooks(plan, sync, config.hooks() == null ? Hooks.NONE : config.hooks(), bundle,
                new ContainerState(config.ociVersion(), id, ContainerStatus.CREATING, null, bundle.toString(),
                        config.annotations(), Map.of()), environment);
    }

    /** The sentence for what the plan told under {@link Topic#HOOK_FAILED}. */
    String failure(long value, byte[] data) {
        return steps.failure(value, data).sentence();
    }

    private boolean anyInCreation() {
        return steps != null && !(hooks.prestart().isEmpty() && hooks.createRuntime().isEmpty()
                && hooks.createContainer().isEmpty() && hooks.startContainer().isEmpty());
    }

    /** In the launcher, when the mounts are made: prestart and createRuntime. Then init learns its process id on the host. */
    void inLauncher(Register pid, Label failed) {
        if (anyInCreation()) {
            sync.awaitChild("wait until the container is mounted", failed);
            steps.run(HookKind.PRESTART, hooks, pid, steps.in(bundle), failed);
            steps.run(HookKind.CREATE_RUNTIME, hooks, pid, steps.in(bundle), failed);
            sync.tellProcess(pid, failed);
        }
    }

    /**
     * In init, when the mounts are made: createContainer, in the directory that becomes the root.
     *
     * @param root its descriptor
     */
    void inInit(Register root) {
        if (anyInCreation()) {
            sync.reportFromChild("say that the container is mounted");
            sync.learnProcess(initOnHost);
            inChild(steps, HookKind.CREATE_CONTAINER, (result, onError) -> plan.call("enter the container's root", result,
                    onError, Syscall.FCHDIR, root));
        }
    }

    /**
     * In init, when it may start: startContainer.
     *
     * @param answer      where a failure is written
     * @param environment of the program
     * @param filter      what the program is still to be kept from; the runtime's own calls are not
     */
    void beforeProgram(Register answer, List<String> environment, HookSteps.Preparation filter) {
        if (anyInCreation() && !hooks.startContainer().isEmpty()) {
            // Numbered from 0 again: the reader knows the config, not the plan.
            HookSteps own = new HookSteps(plan, Topic.HOOK_FAILED.tag(), state, environment);
            own.reportTo(answer);
            inChild(own, HookKind.START_CONTAINER, filter);
        }
    }

    private void inChild(HookSteps runner, HookKind kind, HookSteps.Preparation preparation) {
        if (kind.of(hooks).isEmpty()) {
            return;
        }
        Label failed = plan.label("hook-failed");
        Label on = plan.label("hooks-done");
        runner.run(kind, hooks, initOnHost, preparation, failed);
        plan.jump(on);
        plan.place(failed);
        plan.leave(number(1));
        plan.place(on);
    }

    /** In the launcher, when the program runs: poststart. */
    void afterStart(Operand pid, Label failed) {
        if (steps != null) {
            steps.run(HookKind.POSTSTART, hooks, pid, steps.in(bundle), failed);
        }
    }

    /** In a launcher, when the container is gone: poststop; a failure stops neither the other hooks nor the plan. */
    void afterEnd() {
        if (steps != null) {
            steps.runEach(HookKind.POSTSTOP, hooks, number(0), steps.in(bundle));
        }
    }
}
