package io.microcontainer.run.container;

import io.microcontainer.api.error.SuiteException;
import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.CompiledPlan;
import io.microcontainer.run.compile.ExecCompiler;
import io.microcontainer.run.compile.ExecPlanRequest;
import io.microcontainer.run.compile.ProcessRequest;
import io.microcontainer.run.compile.seccomp.SeccompCompiler;
import io.microcontainer.run.resctrl.ResctrlGroup;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code exec}: a further process in a running container. */
public final class ExecService {

    /** What runc ends with when the process could not be started, so that it cannot be taken for the program's own. */
    private static final int NOT_STARTED = 255;

    private final RuntimeContext context;

    public ExecService(RuntimeContext context) {
        this.context = context;
    }

    /**
     * Runs the process.
     *
     * @return in the foreground its exit status, 128 + N after signal N; 0 when detached
     */
    public int exec(ExecRequest request) {
        try {
            return execute(request);
        } catch (SuiteException e) {
            throw new RunException(NOT_STARTED, "exec failed: " + e.getMessage(), e);
        }
    }

    private int execute(ExecRequest request) {
        StateStore store = context.store();
        ContainerRecord container = store.load(new ContainerId(request.id()));
        checkStatus(request, container, new StatusReader(store).of(container));
        RuntimeConfig config = Bundle.readSaved(store.configFile(container.id()));
        ContainerProcess process = ExecProcess.of(request, config);
        checkTerminal(request, process);
        // Before it hides, or another user than root could not see where the launcher is.
        Set<CloneFlag> namespaces = InitNamespaces.notShared(container.initPid(), context.session().invocation().pid());
        context.session().prepareSealed();
        CompiledPlan plan = ExecCompiler.compile(planRequest(request, container, config, process, namespaces), context.log().debugs(),
                context.log()::warning);
        context.log().debug(() -> "plan of " + plan.plan().steps().size() + " steps: " + plan.plan().title() + ", joining " + namespaces);
        ProcessDialogue dialogue = new ProcessDialogue(plan, config, process,
                new IdMapWriter(config.linuxOrEmpty(), context.session().invocation()), pid -> ready(request, container, config, pid));
        dialogue.expect(container);
        dialogue.whenReached(what -> context.log().debug(() -> what));
        PlanResult result;
        try {
            result = context.session().execute(plan.plan(), dialogue);
        } catch (RuntimeException e) {
            throw dialogue.refusal().map(RuntimeException.class::cast).orElse(e);
        }
        dialogue.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        WaitStatus status = new WaitStatus((int) result.value());
        if ((result.value() & CompiledPlan.ENDED_EARLY) != 0) {
            throw new RunException("the process ended before it was ready: " + status);
        }
        return request.detach() ? 0 : status.exitStatus();
    }

    private static void checkStatus(ExecRequest request, ContainerRecord container, ContainerStatus status) {
        boolean possible = status == ContainerStatus.RUNNING || status == ContainerStatus.CREATED
                || status == ContainerStatus.PAUSED && request.ignorePaused();
        if (!possible) {
            throw new RunException(status == ContainerStatus.PAUSED
                    ? "cannot exec in a paused container: resume " + container.id() + ", or give --ignore-paused to have the process wait for that"
                    : "container " + container.id() + " is " + status.word() + ": no process can be added");
        }
    }

    private static void checkTerminal(ExecRequest request, ContainerProcess process) {
        if (process.terminal() && request.detach() && request.consoleSocket().isEmpty()) {
            throw new RunException("a detached process with a terminal needs --console-socket, or nobody holds the "
                    + "terminal's master side");
        }
        if (request.consoleSocket().isPresent() && !(process.terminal() && request.detach())) {
            throw new RunException("--console-socket is for a process that has a terminal (--tty) and is detached (--detach)");
        }
    }

    private ExecPlanRequest planRequest(ExecRequest request, ContainerRecord container, RuntimeConfig config,
            ContainerProcess process, Set<CloneFlag> namespaces) {
        Invocation caller = context.session().invocation();
        boolean user = namespaces.contains(CloneFlag.CLONE_NEWUSER);
        ProcessRequest made = new ProcessRequest(process, config.linuxOrEmpty(), state(container), Optional.ofNullable(config.linuxOrEmpty().seccomp())
                .map(new SeccompCompiler(context.root().resolve("@seccomp"))::compile), 0, request.preserveFds(),
                user, Optional.empty(), HostFactsReader.read(context.host(), process, caller.uid()));
        CgroupEntry entry = attached(container) ? CgroupEntry.NONE : CgroupEntry.beside(container);
        return new ExecPlanRequest(container.id().text(), container.initPid(), namespaces,
                entry.directory(), entry.joinFiles(), made, !request.detach(),
                attached(container) || request.pidFile().isPresent() || !request.cgroups().isEmpty()
                        || config.linuxOrEmpty().intelRdt() != null, request.consoleSocket(),
                request.pidfdSocket());
    }

    private static ContainerState state(ContainerRecord container) {
        return new ContainerState(container.ociVersion(), container.id().text(), ContainerStatus.RUNNING, container.initPid(),
                container.bundle().toString(), container.annotations(), Map.of());
    }

    /** Whether a user's systemd must move the process: the way there leads through cgroups that are not the user's. */
    private boolean attached(ContainerRecord container) {
        return container.systemdUnit() != null && context.session().invocation().uid() != 0;
    }

    private void ready(ExecRequest request, ContainerRecord container, RuntimeConfig config, int pid) {
        if (attached(container)) {
            Scope.attach(context.session().invocation(), container, pid);
        }
        ResctrlGroup.needed(config.linuxOrEmpty().intelRdt(), container.id().text()).ifPresent(group -> group.add(pid));
        request.cgroups().forEach(text -> SubCgroupOption.parse(text).join(container, pid));
        request.pidFile().ifPresent(file -> PidFile.write(file, pid));
    }
}
