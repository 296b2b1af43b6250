package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compiles the plan of exec. A process between launcher and program joins cgroup and namespaces through one pidfd of the
 * container's init, which is looked at after it is open: a process id alone could be another's by then.
 */
public final class ExecCompiler {

    private final ExecPlanRequest request;
    private final boolean traced;
    private final ContainerProcess config;
    private final PlanBuilder plan;
    private final Refusals refusals = new Refusals();
    private final SyncSocket sync;
    private final Child child;
    private final SignalSteps signals;
    private final ProcessSteps process;
    private final AffinitySteps affinity;
    private final Label failed;
    private final Register init;
    private Register console;

    private ExecCompiler(ExecPlanRequest request, boolean traced, Consumer<String> warnings) {
        this.request = request;
        this.traced = traced;
        config = request.process().process();
        plan = new PlanBuilder("execute " + config.args().getFirst() + " in container " + request.id());
        failed = plan.label("failed");
        sync = new SyncSocket(plan);
        child = new Child(plan, sync, failed);
        signals = new SignalSteps(plan);
        process = new ProcessSteps(plan, refusals, sync, request.process(), warnings);
        affinity = new AffinitySteps(plan, config.execCpuAffinity());
        init = plan.register("init");
    }

    /**
     * Compiles.
     *
     * @param traced   whether the plan tells how far it is
     * @param warnings takes sentences about what is left out
     * @throws io.microcontainer.run.RunException if the request asks for what cannot be done
     */
    public static CompiledPlan compile(ExecPlanRequest request, boolean traced, Consumer<String> warnings) {
        return new ExecCompiler(request, traced, warnings).compile();
    }

    private CompiledPlan compile() {
        plan.sealed();
        Label begin = plan.label("process");
        plan.trace(traced);
        launcher(begin);
        plan.trace(traced);
        plan.place(begin);
        process();
        return new CompiledPlan(plan.build(), refusals, process.home().map(HomeSteps::setting), (_, _) -> "");
    }

    private void launcher(Label begin) {
        process.descriptors().check(refusals, failed);
        signals.expectChildren();
        UnixSocketSteps sockets = new UnixSocketSteps(plan);
        console = request.consoleSocket().map(path -> sockets.connect(path, "--console-socket")).orElse(null);
        Optional<Register> pidfdSocket = request.pidfdSocket().map(path -> sockets.connect(path, "--pidfd-socket"));
        openInit();
        Register directory = child.openCgroup(request.cgroup());
        sync.open();
        affinity.bindLauncher();
        plan.note(RuncWords.SPAWN);
        child.spawnThrough(this::join, () -> plan.call("", Syscall.CLOSE, init), List.of(), directory, begin);
        affinity.unbindLauncher();
        plan.tell(Topic.PROCESS.tag(), child.pid());
        Register terminal = config.terminal() && console == null ? sockets.receiveTerminal(sync.launcherEnd(),
                child.value(), failed) : null;
        process.inLauncher(child.pid(), failed);
        sync.awaitChild("wait until the process is ready", failed);
        process.limits().inLauncher(child.pid());
        pidfdSocket.ifPresent(socket -> sockets.sendPidfd(socket, child.pid(), child.value()));
        if (request.saved()) {
            plan.await("make the process known", Topic.READY.tag(), child.pid(), child.value());
        }
        plan.note(RuncWords.EXECUTE);
        plan.trace(false);
        child.start(request.foreground());
        child.stay(request.foreground(), terminal);
        child.giveUp();
    }

    private void openInit() {
        Label gone = plan.label("gone");
        Label right = plan.label("right");
        plan.call("open the container's init", init, new OnError.GoTo(gone, Errno.ESRCH), Syscall.PIDFD_OPEN,
                number(request.init()), number(0));
        plan.await("see that it is still the container's init", Topic.SAME_PROCESS.tag(), number(request.init()),
                child.value());
        plan.jumpIf(child.value(), Condition.EQUAL, number(0), right);
        plan.place(gone);
        refusals.inLauncher(plan, "container " + request.id() + " has stopped", failed);
        plan.place(right);
    }

    /** In the process between. The cgroup first: afterwards its files are out of sight. */
    private void join() {
        process.label().openProc();
        new CgroupSteps(plan, request.joinFiles()).join();
        if (!request.namespaces().isEmpty()) {
            plan.call("join the container's namespaces", Syscall.SETNS, init,
                    flags(request.namespaces().stream().sorted().toArray(CloneFlag[]::new)));
        }
    }

    private void process() {
        plan.note(RuncWords.CHILD);
        signals.dieWithLauncher();
        sync.closeInChild();
        child.closeCgroup();
        plan.call("", Syscall.CLOSE, init);
        plan.call("begin a session", Syscall.SETSID);
        signals.reset();
        if (request.namespaces().contains(CloneFlag.CLONE_NEWUSER)) {
            process.user().becomeRoot();
            // A change of ids ends this.
            signals.dieWithLauncher();
        }
        new KeyringSteps(plan).join(request.id());
        if (config.terminal()) {
            ExecTerminalSteps terminal = new ExecTerminalSteps(plan, refusals);
            terminal.make(config.consoleSize());
            new StreamSteps(plan).takeTerminal(terminal.master(), terminal.slave(),
                    console == null ? sync.childEnd() : console);
        }
        affinity.bindProcess();
        process.restrict();
        process.finish();
        signals.outliveLauncher();
        sync.reportFromChild("say that the process is ready");
        plan.trace(false);
        sync.awaitLauncher("wait for leave to start");
        process.execute(child.value(), sync.childEnd());
    }
}
