package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.compile.InitRequest.Mode;
import io.microcontainer.run.compile.fs.FileSystemRequest;
import io.microcontainer.run.compile.fs.RootFileSystem;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compiles the plan of create and run. The launcher spawns the container's init, through a process between them where
 * namespaces are joined, and stays its parent; init makes its own world and waits to be started.
 */
public final class InitCompiler {

    private final InitRequest request;
    private final boolean traced;
    private final ContainerProcess config;
    private final LinuxConfig linux;
    private final PlanBuilder plan;
    private final Refusals refusals = new Refusals();
    private final SyncSocket sync;
    private final Child child;
    private final NamespaceSteps namespaces;
    private final CgroupSteps cgroup;
    private final SignalSteps signals;
    private final ProcessSteps process;
    private final LifeHooks hooks;
    private final NetDeviceSteps netDevices;
    private final StartSteps start;
    private final RootFileSystem rootfs;
    private final boolean newUser;
    private final boolean anyUser;
    private final Label failed;
    private final NotifySteps notify;
    private Register console;
    private boolean early;

    private InitCompiler(InitRequest request, boolean traced, Consumer<String> warnings) {
        this.request = request;
        this.traced = traced;
        config = request.config().process();
        linux = request.config().linuxOrEmpty();
        plan = new PlanBuilder((request.mode() == Mode.CREATE ? "create" : "run") + " container " + request.id());
        failed = plan.label("failed");
        sync = new SyncSocket(plan);
        child = new Child(plan, sync, failed);
        namespaces = new NamespaceSteps(plan, linux);
        cgroup = new CgroupSteps(plan, request.cgroup().joinFiles());
        signals = new SignalSteps(plan);
        process = new ProcessSteps(plan, refusals, sync, request.process(), warnings);
        netDevices = new NetDeviceSteps(plan, refusals, request.interfaces());
        hooks = LifeHooks.of(plan, sync, request.id(), request.config(), request.bundle(), request.environment());
        start = request.mode() == Mode.CREATE ? new StartSteps(plan, request.go(), request.result()) : null;
        notify = start != null ? null : request.readiness().map(n -> new NotifySteps(plan, n.manager())).orElse(null);
        newUser = namespaces.makes(NamespaceType.USER);
        anyUser = linux.namespace(NamespaceType.USER).isPresent();
        rootfs = new RootFileSystem(plan, new FileSystemRequest(request.config(), request.bundle(),
                request.cgroup().view(), request.noPivot(), !anyUser && request.process().host().initialUserNamespace()));
    }

    /**
     * Compiles.
     *
     * @param traced   whether the plan tells how far it is
     * @param warnings takes sentences about what is left out
     * @throws io.microcontainer.run.RunException if the config asks for what cannot be done
     */
    public static CompiledPlan compile(InitRequest request, boolean traced, Consumer<String> warnings) {
        return compile(request, traced, warnings, null);
    }

    /**
     * The same in two parts: while the kernel makes the namespaces of the first process, its own steps are compiled. Not where
     * something has to be at hand before the launcher can spawn.
     *
     * @param beginning takes the launcher's part, which can run at once; null if all is to run together
     */
    public static CompiledPlan compile(InitRequest request, boolean traced, Consumer<String> warnings, Consumer<Plan> beginning) {
        return new InitCompiler(request, traced, warnings).compile(beginning);
    }

    private CompiledPlan compile(Consumer<Plan> beginning) {
        early = beginning != null;
        plan.sealed();
        plan.recovery(request.recovery());
        Label init = plan.label("init");
        plan.trace(traced);
        launcher(init);
        plan.trace(traced);
        plan.place(init);
        plan.note(RuncWords.CHILD);
        signals.dieWithLauncher();
        if (early) {
            beginning.accept(plan.beginning("learn what the container's process has to do"));
            sync.reportFromChild("say that it is known");
        }
        init();
        return new CompiledPlan(plan.build(), refusals, process.home().map(HomeSteps::setting), hooks::failure);
    }

    private void launcher(Label init) {
        process.descriptors().check(refusals, failed);
        signals.expectChildren();
        UnixSocketSteps sockets = new UnixSocketSteps(plan);
        console = request.consoleSocket().map(path -> sockets.connect(path, "--console-socket")).orElse(null);
        Optional<Register> pidfdSocket = request.pidfdSocket().map(path -> sockets.connect(path, "--pidfd-socket"));
        if (start != null) {
            start.make();
        }
        if (notify != null) {
            notify.bind(request.readiness().orElseThrow().directory());
        }
        namespaces.openJoined(refusals, failed);
        if (anyUser) {
            cgroup.open();
        }
        Register directory = child.openCgroup(request.cgroup().directory());
        sync.open();
        MountMapSteps maps = new MountMapSteps(plan, linux, sync, namespaces.joined(NamespaceType.USER));
        rootfs.openMapped(maps);
        maps.close(child.value());
        plan.note(RuncWords.SPAWN);
        spawn(init, directory);
        if (early) {
            // Until then the socket to the engine is the child's.
            sync.awaitChild("wait until the container's process knows what to do", failed);
        }
        rootfs.closeMapped();
        if (request.cgroup().late()) {
            plan.await("make the container's cgroup", Topic.CGROUP.tag(), child.pid(), child.value());
            sync.releaseChild("let init enter its cgroup", failed);
        }
        plan.tell(Topic.PROCESS.tag(), child.pid());
        if (newUser) {
            if (hides()) {
                sync.awaitChild("wait until init can be seen", failed);
            }
            plan.await("write the id maps of the user namespace", Topic.ID_MAPS.tag(), child.pid(), child.value());
            sync.releaseChild("let init use the id maps", failed);
        }
        netDevices.inLauncher(child.pid(), sync, failed);
        hooks.inLauncher(child.pid(), failed);
        Register terminal = config.terminal() && console == null ? sockets.receiveTerminal(sync.launcherEnd(),
                child.value(), failed) : null;
        process.inLauncher(child.pid(), failed);
        sync.awaitChild("wait until the container is ready", failed);
        process.limits().inLauncher(child.pid());
        pidfdSocket.ifPresent(socket -> sockets.sendPidfd(socket, child.pid(), child.value()));
        plan.note(RuncWords.READY);
        if (start == null) {
            boolean foreground = request.mode() == Mode.FOREGROUND;
            plan.await("save the container's state", Topic.READY.tag(), child.pid(), child.value());
            plan.trace(false);
            child.start(foreground);
            hooks.afterStart(child.pid(), failed);
            child.stay(foreground, terminal, notify);
        } else {
            plan.end();
        }
        child.giveUp();
    }

    private void spawn(Label init, Register directory) {
        List<CloneFlag> made = namespaces.cloneFlags();
        if (namespaces.needsGoBetween()) {
            child.spawnThrough(namespaces::join, namespaces::closeJoined, made, directory, init);
        } else {
            child.spawn(made, directory, init);
        }
        if (anyUser) {
            cgroup.closeOpened();
        }
    }

    private void init() {
        sync.closeInChild();
        child.closeCgroup();
        plan.call("begin a session", Syscall.SETSID);
        signals.reset();
        process.label().openProc();
        if (anyUser) {
            if (request.cgroup().late()) {
                sync.awaitLauncher("wait for the cgroup");
            }
            enterUserNamespace();
            cgroup.joinOpened();
        } else {
            rootfs.open();
        }
        if (!request.noNewKeyring()) {
            new KeyringSteps(plan).join(request.id());
        }
        if (namespaces.makes(NamespaceType.NETWORK)) {
            new NetworkSteps(plan).loopbackUp();
        }
        if (!anyUser) {
            if (request.cgroup().late()) {
                sync.awaitLauncher("wait for the cgroup");
            }
            cgroup.join();
        }
        namespaces.makeCgroup();
        netDevices.awaitInChild(sync);
        rootfs.mount();
        hooks.inInit(rootfs.root());
        rootfs.pivot();
        rootfs.terminal().ifPresent(t -> new StreamSteps(plan).takeTerminal(t.master(), t.slave(),
                console == null ? sync.childEnd() : console));
        namespaces.name(request.config().hostname(), request.config().domainname());
        process.restrict();
        process.finish();
        signals.outliveLauncher();
        sync.reportFromChild("say that the container is ready");
        plan.trace(false);
        Register answer = awaitStart();
        hooks.beforeProgram(answer, process.environment(), process::filterHook);
        if (request.init()) {
            new ContainerInitSteps(plan).stayBefore(config.terminal(), child.value());
        }
        process.execute(child.value(), answer);
    }

    private void enterUserNamespace() {
        if (hides()) {
            setDumpable(1);
        }
        if (newUser) {
            if (hides()) {
                sync.reportFromChild("say that init can be seen");
            }
            sync.awaitLauncher("wait for the id maps");
        }
        // Between the maps and the change of ids: files of the caller and of mapped owners can both be reached.
        rootfs.open();
        process.user().becomeRoot();
        if (hides()) {
            setDumpable(0);
        }
        // A change of ids ends this.
        signals.dieWithLauncher();
    }

    /** Whether a process that is not dumpable is out of the caller's reach: only the host's root can write its id maps. */
    private boolean hides() {
        return !request.process().host().privileged();
    }

    private void setDumpable(int how) {
        plan.call((how == 0 ? "hide from" : "show to") + " the caller's other processes", Syscall.PRCTL,
                flags(PrctlOption.PR_SET_DUMPABLE), number(how));
    }

    /** The descriptor on which to say what goes wrong from then on. */
    private Register awaitStart() {
        if (start == null) {
            sync.awaitLauncher("wait for the state to be saved");
            return sync.childEnd();
        }
        plan.call("", Syscall.CLOSE, sync.childEnd());
        // The engine takes the end of the connection for the end of the launcher.
        plan.call("", Syscall.CLOSE, Register.SOCKET);
        start.await();
        return start.resultFile();
    }
}
