package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.compile.InitRequest.Mode;
import io.microcontainer.run.compile.fs.FileSystemRequest;
import io.microcontainer.run.compile.fs.RootFileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compiles the plan of create and run. The launcher spawns the container's init, through a process between them where
 * namespaces are joined, and stays its parent; init makes its own world and waits to be started.
 */
public final class InitCompiler {

    private final InitRequest request;
    private final LinuxConfig linux;
    private final PlanBuilder plan;
    private final Refusals refusals = new Refusals();
    private final SyncSocket sync;
    private final NamespaceSteps namespaces;
    private final CgroupSteps cgroup;
    private final SignalSteps signals;
    private final ProcessSteps process;
    private final StartSteps start;
    private final RootFileSystem rootfs;
    private final boolean newUser;
    private final boolean anyUser;
    private final boolean terminal;
    private final Register pid;
    private final Register between;
    private final Register value;
    private final Register stage;
    private final Label failed;
    private Register console;
    private Register master;

    private InitCompiler(InitRequest request, Consumer<String> warnings) {
        this.request = request;
        linux = request.config().linuxOrEmpty();
        plan = new PlanBuilder((request.mode() == Mode.CREATE ? "create" : "run") + " container " + request.id());
        failed = plan.label("failed");
        pid = plan.register("init");
        between = plan.register("go-between");
        value = plan.register("value");
        stage = plan.register("stage");
        sync = new SyncSocket(plan);
        namespaces = new NamespaceSteps(plan, linux);
        cgroup = new CgroupSteps(plan, request.cgroup().joinFiles());
        signals = new SignalSteps(plan);
        process = new ProcessSteps(plan, refusals, sync, request.process(), warnings);
        start = request.mode() == Mode.CREATE ? new StartSteps(plan, request.go(), request.result()) : null;
        newUser = namespaces.makes(NamespaceType.USER);
        anyUser = linux.namespace(NamespaceType.USER).isPresent();
        terminal = request.config().process().terminal();
        rootfs = new RootFileSystem(plan, new FileSystemRequest(request.config(), request.bundle(),
                request.cgroup().view(), request.noPivot(), !anyUser && request.process().host().privileged()));
    }

    /**
     * Compiles.
     *
     * @param warnings takes sentences about what is left out
     * @throws io.microcontainer.run.RunException if the config asks for what cannot be done
     */
    public static CompiledPlan compile(InitRequest request, Consumer<String> warnings) {
        return new InitCompiler(request, warnings).compile();
    }

    private CompiledPlan compile() {
        plan.sealed();
        plan.recovery(request.recovery());
        Label init = plan.label("init");
        launcher(init);
        plan.place(init);
        init();
        return new CompiledPlan(plan.build(), refusals, process.home().map(HomeSteps::setting));
    }

    private void launcher(Label init) {
        process.descriptors().check(refusals, failed);
        UnixSocketSteps sockets = new UnixSocketSteps(plan);
        console = request.consoleSocket().map(path -> sockets.connect(path, "--console-socket")).orElse(null);
        Optional<Register> pidfdSocket = request.pidfdSocket().map(path -> sockets.connect(path, "--pidfd-socket"));
        if (start != null) {
            start.make();
        }
        namespaces.openJoined(refusals, failed);
        if (anyUser) {
            cgroup.open();
        }
        Register directory = openCgroup();
        sync.open();
        spawn(init, directory);
        if (anyUser) {
            cgroup.closeOpened();
        }
        plan.tell(Topic.PROCESS.tag(), pid);
        if (newUser) {
            plan.await("write the id maps of the user namespace", Topic.ID_MAPS.tag(), pid, value);
            sync.releaseChild("let init use the id maps", failed);
        }
        if (terminal && console == null) {
            master = plan.register("master-side");
            sockets.receive("wait for the terminal's master side", sync.launcherEnd(), master, value);
            plan.jumpIf(value, Condition.LESS, number(1), failed);
        }
        process.home().ifPresent(home -> home.inLauncher(failed));
        sync.awaitChild("wait until the container is ready", failed);
        limit();
        pidfdSocket.ifPresent(socket -> {
            plan.call("get a pidfd of init", value, Syscall.PIDFD_OPEN, pid, number(0));
            sockets.send("send a pidfd of init (--pidfd-socket)", socket, value, "pidfd");
        });
        if (start == null) {
            run();
        } else {
            plan.end();
        }
        giveUp();
    }

    private Register openCgroup() {
        return request.cgroup().directory().map(path -> {
            Register directory = plan.register("cgroup");
            plan.call("open the cgroup " + path, directory, Syscall.OPENAT, AT_FDCWD,
                    plan.data().string(path.toString()), flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
            return directory;
        }).orElse(null);
    }

    private void spawn(Label init, Register directory) {
        Clone clone = new Clone(plan);
        List<CloneFlag> made = new ArrayList<>(namespaces.cloneFlags());
        if (directory != null) {
            made.add(CloneFlag.CLONE_INTO_CGROUP);
        }
        if (!namespaces.needsGoBetween()) {
            clone.spawn("spawn the container's init", made, directory, init, pid);
            sync.closeInLauncher();
            return;
        }
        Label child = plan.label("go-between");
        Label on = plan.label("spawned");
        clone.spawn("spawn a process that joins namespaces", child, between);
        plan.jump(on);
        plan.place(child);
        signals.dieWithLauncher();
        namespaces.join();
        made.add(CloneFlag.CLONE_PARENT);
        clone.spawn("spawn the container's init", made, directory, init, pid);
        sync.passProcess(pid);
        plan.leave(number(0));
        plan.place(on);
        namespaces.closeJoined();
        sync.closeInLauncher();
        sync.takeProcess(pid, failed);
        plan.call("wait for the process that joined namespaces", Syscall.WAIT4, between, number(0), number(0), number(0));
        plan.set(between, number(0));
    }

    private void limit() {
        LimitSteps limits = new LimitSteps(plan);
        SchedulingSteps scheduling = new SchedulingSteps(plan);
        limits.limit(request.config().process().rlimits(), pid);
        if (request.config().process().oomScoreAdj() != null) {
            limits.adjustOomScore(request.config().process().oomScoreAdj(), pid);
        }
        if (request.config().process().scheduler() != null) {
            scheduling.schedule(request.config().process().scheduler(), pid);
        }
        if (request.config().process().ioPriority() != null) {
            scheduling.prioritize(request.config().process().ioPriority(), pid);
        }
    }

    private void run() {
        Label dead = plan.label("not-started");
        plan.await("save the container's state", Topic.READY.tag(), pid, value);
        if (request.mode() == Mode.FOREGROUND) {
            signals.hold();
        }
        sync.releaseChild("start the program", failed);
        sync.awaitExec("wait until the program runs", value);
        plan.jumpIf(value, Condition.NOT_EQUAL, number(0), dead);
        if (request.mode() == Mode.FOREGROUND) {
            plan.monitor("wait for the program", pid, master == null ? number(-1) : master, value);
            plan.end(value);
        } else {
            plan.end();
        }
        plan.place(dead);
        plan.tell(Topic.START_FAILED.tag(), value);
        plan.jump(failed);
    }

    /** Also where the machine goes after a step of the launcher that failed. */
    private void giveUp() {
        Label noInit = plan.label("no-init");
        Label end = plan.label("end");
        Operand.Address status = plan.data().room("wait status", 8);
        plan.place(failed);
        plan.cleanup(failed);
        plan.set(value, number(0));
        plan.jumpIf(pid, Condition.LESS, number(1), noInit);
        kill(pid, status);
        plan.load(value, status, 4);
        plan.place(noInit);
        plan.jumpIf(between, Condition.LESS, number(1), end);
        kill(between, status);
        plan.place(end);
        plan.add(value, value, flags(CompiledPlan.ENDED_EARLY, "ended early"));
        plan.end(value);
    }

    private void kill(Register child, Operand status) {
        OnError ignore = new OnError.Ignore(OnError.ANY);
        plan.call("kill what was spawned", null, ignore, Syscall.KILL, child, number(9));
        plan.call("", null, ignore, Syscall.WAIT4, child, status, number(0), number(0));
    }

    private void init() {
        Label notStarted = plan.label("not-started");
        signals.dieWithLauncher();
        sync.closeInChild();
        plan.call("begin a session", Syscall.SETSID);
        signals.reset();
        process.label().openProc();
        rootfs.open();
        if (anyUser) {
            enterUserNamespace();
            cgroup.joinOpened();
        } else {
            cgroup.join();
        }
        namespaces.makeCgroup();
        if (!request.noNewKeyring()) {
            new KeyringSteps(plan).join(request.id());
        }
        if (namespaces.makes(NamespaceType.NETWORK)) {
            new NetworkSteps(plan).loopbackUp();
        }
        rootfs.mount();
        rootfs.pivot();
        rootfs.terminal().ifPresent(t -> new StreamSteps(plan).takeTerminal(t.master(), t.slave(),
                console == null ? sync.childEnd() : console));
        namespaces.name(request.config().hostname(), request.config().domainname());
        process.restrict(linux.personality());
        process.home().ifPresent(HomeSteps::inChild);
        signals.outliveLauncher();
        sync.reportFromChild("say that the container is ready");
        awaitStart();
        process.execute(value, stage, notStarted);
        plan.place(notStarted);
        new FailureWord(plan).send(value, stage, start == null ? sync.childEnd() : start.resultFile());
        plan.leave(number(255));
    }

    private void enterUserNamespace() {
        boolean dumpable = !request.process().host().privileged();
        if (dumpable) {
            setDumpable(1);
        }
        if (newUser) {
            sync.awaitLauncher("wait for the id maps");
        }
        process.user().becomeRoot();
        if (dumpable) {
            setDumpable(0);
        }
        // A change of ids ends this.
        signals.dieWithLauncher();
    }

    /** The id maps of a process that is not dumpable can be written by the host's root only. */
    private void setDumpable(int how) {
        plan.call((how == 0 ? "hide from" : "show to") + " the caller's other processes", Syscall.PRCTL,
                flags(PrctlOption.PR_SET_DUMPABLE), number(how));
    }

    private void awaitStart() {
        if (start == null) {
            sync.awaitLauncher("wait for the state to be saved");
            return;
        }
        plan.call("", Syscall.CLOSE, sync.childEnd());
        // The engine takes the end of the connection for the end of the launcher.
        plan.call("", Syscall.CLOSE, Register.SOCKET);
        start.await();
    }
}
