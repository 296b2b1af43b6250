package io.microcontainer.run.container;

import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.SessionLost;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupMembership;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.cgroup.CgroupRequest;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.compile.CompiledPlan;
import io.microcontainer.run.compile.InitCompiler;
import io.microcontainer.run.compile.InitRequest.Mode;
import io.microcontainer.run.compile.InitRequest;
import io.microcontainer.run.compile.ProcessRequest;
import io.microcontainer.run.compile.fs.CgroupView;
import io.microcontainer.run.compile.seccomp.SeccompCompiler;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import io.microcontainer.run.net.HostInterfaces;
import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.resctrl.ResctrlGroup;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.systemd.ScopeName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Makes one container, for create and for run. What it made is taken away again if it fails. */
final class Creation {

    private final RuntimeContext context;
    private final CreateRequest request;
    private final Mode mode;
    private final ContainerId id;
    private final Beside<Surroundings> surroundings;
    private final Bundle bundle;
    private final RuntimeConfig config;
    private final StateStore store;
    private final boolean privileged;
    private final Optional<Scope> scope;
    private final Optional<ResctrlGroup> resctrl;
    private final Optional<Readiness> readiness;
    private Cgroup cgroup;
    private ContainerRecord container;
    private ContainerLock lock;
    private boolean spawned;
    private RunException unsaved;

    /** Where the container comes to stand. */
    private record Surroundings(CgroupMounts mounts, CgroupMembership caller) {
    }

    Creation(RuntimeContext context, CreateRequest request, Mode mode) {
        this.context = context;
        this.request = request;
        this.mode = mode;
        id = new ContainerId(request.id());
        int caller = context.session().invocation().pid();
        surroundings = Beside.begin("the host's cgroups were looked up",
                () -> new Surroundings(context.host().cgroupMounts(), CgroupMembership.of(caller)));
        bundle = Bundle.read(request.bundle(), context.log());
        store = context.store();
        readiness = Readiness.wanted(context, store.directory(id));
        config = readiness.map(r -> r.layInto(bundle.config())).orElse(bundle.config());
        privileged = context.session().invocation().uid() == 0;
        scope = context.systemdCgroup() ? Optional.of(new Scope(context.session().invocation(),
                ScopeName.of(config.linuxOrEmpty().cgroupsPath(), id.text(), !privileged))) : Optional.empty();
        resctrl = ResctrlGroup.needed(config.linuxOrEmpty().intelRdt(), id.text());
        context.log().debug(this::described);
        checkTerminal();
        if (!privileged && config.linuxOrEmpty().namespace(NamespaceType.USER).isEmpty()) {
            throw new RunException("linux.namespaces has no user namespace, and a user other than root can make a container "
                    + "in one only: add {\"type\": \"user\"} with uidMappings and gidMappings");
        }
    }

    private boolean ownProcessIds() {
        return config.linuxOrEmpty().namespace(NamespaceType.PID).filter(namespace -> namespace.path() == null).isPresent();
    }

    private String described() {
        return "container " + id + " of " + bundle.directory() + ": root " + bundle.rootfs() + ", namespaces "
                + config.linuxOrEmpty().namespaces().stream().map(n -> n.type().word() + (n.path() == null ? "" : "=" + n.path())).toList()
                + ", " + config.mounts().size() + " mounts, user " + config.process().user().uid() + ":" + config.process().user().gid()
                + ", program " + config.process().args().getFirst() + (config.linuxOrEmpty().seccomp() == null ? "" : ", seccomp")
                + (privileged ? "" : ", without root");
    }

    private void checkTerminal() {
        boolean terminal = config.process().terminal();
        boolean leaves = mode != Mode.FOREGROUND;
        if (terminal && leaves && request.consoleSocket().isEmpty()) {
            throw new RunException("process.terminal is true, but nobody would hold the terminal's master side after this "
                    + "command: use --console-socket, or run the container in the foreground");
        }
        if (request.consoleSocket().isPresent() && !(terminal && leaves)) {
            throw new RunException("--console-socket is for a terminal that outlives this command: process.terminal must be "
                    + "true, and the container created or detached");
        }
    }

    /**
     * Makes it.
     *
     * @return in the foreground how the program ended
     */
    WaitStatus make() {
        container = ContainerRecord.begin(id, config.ociVersion(), bundle.directory(), bundle.rootfs(), Instant.now(),
                context.session().invocation().uid(), config.annotations(), ownProcessIds(), !privileged, config.process().terminal());
        // Whoever killed the launcher may have deleted the container already, and expects that none comes after.
        if (Processes.gone(context.session().invocation().pid())) {
            throw new SessionLost("the launcher ended before its container was made", null);
        }
        lock = store.begin(id);
        boolean done = false;
        WaitStatus status;
        try {
            readiness.ifPresent(Readiness::prepare);
            CgroupMounts mounts = surroundings.get().mounts();
            CgroupRequest wanted = cgroupRequest(mounts);
            status = scope.isPresent() ? inScope(mounts, wanted)
                    : privileged ? besideCgroup(mounts, wanted) : inCgroup(mounts, wanted);
            done = true;
        } finally {
            if (!done) {
                takeBack();
            }
            lock.close();
        }
        if (mode == Mode.DETACHED) {
            // The plan has left the socket as its value.
            readiness.ifPresent(r -> r.await(store, container, status.word()));
        }
        return status;
    }

    /** The plan alone, as for a container in a cgroup that does not exist. */
    CompiledPlan compileOnly() {
        CgroupMounts mounts = surroundings.get().mounts();
        cgroup = Cgroup.of(cgroupRequest(mounts).directories());
        return compile(mounts, cgroup, scope.isPresent() || isLate(cgroup), null);
    }

    private Optional<SeccompFilter> filter() {
        return Optional.ofNullable(config.linuxOrEmpty().seccomp())
                .map(new SeccompCompiler(context.root().resolve("@seccomp"))::compile);
    }

    private CgroupRequest cgroupRequest(CgroupMounts mounts) {
        Resources limits = config.linuxOrEmpty().resources();
        return new CgroupRequest(mounts, surroundings.get().caller(),
                scope.map(Scope::path).orElse(config.linuxOrEmpty().cgroupsPath()), id.text(), !privileged,
                limits == null ? Resources.NONE : limits, scope.isPresent());
    }

    /** A caller without rights may have to go without a cgroup, which the plan must know. */
    private WaitStatus inCgroup(CgroupMounts mounts, CgroupRequest wanted) {
        makeCgroup(wanted);
        return execute(compile(mounts, cgroup, false, null), _ -> {
        });
    }

    /**
     * Making the cgroup is the kernel's work and compiling is ours, each of some milliseconds: they go side by side, for the
     * paths are known before. Where the plan's clone3(2) does not need the cgroup, the plan begins before it is there, and asks for it.
     */
    private WaitStatus besideCgroup(CgroupMounts mounts, CgroupRequest wanted) {
        Cgroup expected = Cgroup.of(wanted.directories());
        boolean late = isLate(expected);
        Beside<Void> making = Beside.begin("the container's cgroup was made", () -> {
            makeCgroup(wanted);
            return null;
        });
        try {
            CompiledPlan plan = late ? compileInParts(mounts, expected) : compile(mounts, expected, false, null);
            if (!late) {
                making.get();
            }
            return execute(plan, _ -> making.get());
        } finally {
            // What is half made cannot be taken back; why it failed is told already.
            making.settle();
        }
    }

    /** Whether the first process can be spawned before its cgroup is there: it joins by files that it opens itself. */
    private boolean isLate(Cgroup expected) {
        CgroupEntry entry = CgroupEntry.of(expected);
        return privileged && entry.directory().isEmpty() && !entry.joinFiles().isEmpty()
                && config.linuxOrEmpty().namespace(NamespaceType.USER).isEmpty();
    }

    private void makeCgroup(CgroupRequest wanted) {
        ContainerCgroup made = ContainerCgroup.make(context, store, container, wanted);
        cgroup = made.cgroup();
        container = made.container();
        ContainerCgroup.limit(cgroup, wanted, privileged);
        resctrl.ifPresent(ResctrlGroup::make);
    }

    /** systemd makes a scope around a process that is there. */
    private WaitStatus inScope(CgroupMounts mounts, CgroupRequest wanted) {
        store.saveConfig(id, bundle.text());
        return execute(compileInParts(mounts, Cgroup.of(wanted.directories())), pid -> enterScope(wanted, pid));
    }

    private void enterScope(CgroupRequest wanted, int pid) {
        Cgroup expected = Cgroup.of(wanted.directories());
        ContainerRecord before = container;
        scope.orElseThrow().refuseUsed(expected);
        save(container.withCgroups(expected.paths(), true).withSystemdUnit(scope.get().name().unit()));
        try {
            scope.get().start(pid, config.annotations(), wanted);
        } catch (RunException e) {
            // What is there by that name is another's.
            save(before);
            throw e;
        }
        cgroup = expected;
        makeCgroup(wanted);
        if (!(cgroup instanceof CgroupV2)) {
            cgroup.add(pid);
        }
    }

    /** The launcher spawns the first process while that process's own steps are compiled. */
    private CompiledPlan compileInParts(CgroupMounts mounts, Cgroup place) {
        try {
            return compile(mounts, place, true, context.session()::begin);
        } catch (RuntimeException e) {
            context.session().abandon();
            throw e;
        }
    }

    /** @param beginning takes the part that can run at once; null if all is to run together */
    private CompiledPlan compile(CgroupMounts mounts, Cgroup place, boolean late, Consumer<Plan> beginning) {
        Invocation caller = context.session().invocation();
        boolean ownCgroupNamespace = config.linuxOrEmpty().namespace(NamespaceType.CGROUP).isPresent();
        boolean user = config.linuxOrEmpty().namespace(NamespaceType.USER).isPresent();
        ProcessRequest process = new ProcessRequest(config.process(), config.linuxOrEmpty(), state(), filter(),
                SocketActivation.descriptors(caller), request.preserveFds(), user, ImageHome.find(config, bundle.rootfs()),
                HostFactsReader.read(context.host(), config.process(), caller.uid()));
        CgroupEntry entry = scope.isPresent() ? CgroupEntry.NONE : CgroupEntry.of(place);
        InitRequest.Place entrance = new InitRequest.Place(entry.directory(), entry.joinFiles(), late,
                CgroupView.of(mounts, place, ownCgroupNamespace));
        InitRequest order = new InitRequest(id.text(), config, bundle.directory(), mode, store.execFifo(id),
                store.directory(id).resolve("result.fifo"), entrance, process, HostInterfaces.find(config.linuxOrEmpty().netDevices()),
                request.init(), request.noPivot(), request.noNewKeyring(),
                request.consoleSocket(), request.pidfdSocket(), readiness.map(Readiness::place), HookEnvironment.of(config, caller),
                List.of("railcar", "--root", context.root().toString(), "delete", "--force", id.text()));
        return InitCompiler.compile(order, context.log().debugs(), context.log()::warning, beginning);
    }

    private ContainerState state() {
        return new ContainerState(config.ociVersion(), id.text(), ContainerStatus.CREATING, null,
                bundle.directory().toString(), config.annotations(), Map.of());
    }

    /** @param cgroup called with the process id when the plan needs the cgroup */
    private WaitStatus execute(CompiledPlan plan, IntConsumer cgroup) {
        ProcessDialogue dialogue = new ProcessDialogue(plan, config, config.process(),
                new IdMapWriter(config.linuxOrEmpty(), context.session().invocation()), this::ready);
        dialogue.whenSpawned(this::lookAt);
        dialogue.whenCgroupNeeded(cgroup);
        dialogue.whenReached(what -> context.log().debug(() -> what));
        readiness.ifPresent(r -> dialogue.whenNotifyFailed(r::failed));
        PlanResult result = execute(plan, dialogue);
        spawned = dialogue.pid() != 0;
        dialogue.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        if ((result.value() & CompiledPlan.ENDED_EARLY) != 0) {
            throw new RunException("the container's first process ended before the container was ready: "
                    + new WaitStatus((int) result.value()));
        }
        if (mode == Mode.CREATE) {
            ready(dialogue.pid());
        }
        return new WaitStatus((int) result.value());
    }

    private PlanResult execute(CompiledPlan plan, ProcessDialogue dialogue) {
        try {
            context.log().debug(() -> "plan of " + plan.plan().steps().size() + " steps: " + plan.plan().title());
            PlanResult result = context.session().execute(plan.plan(), dialogue);
            context.log().debug(() -> "the plan has ended with " + result.value());
            return result;
        } catch (RuntimeException e) {
            spawned = dialogue.pid() != 0;
            throw dialogue.refusal().map(RuntimeException.class::cast).orElse(e);
        }
    }

    /** While the process makes its world there is time to look at it and to save what is seen. Its terminal is still to come. */
    private void lookAt(int pid) {
        try {
            store.saveConfig(id, bundle.text());
            if (!config.process().terminal()) {
                ProcessStat.of(pid).ifPresent(init -> save(InitFiles.complete(container, init)));
            }
        } catch (RunException e) {
            // The plan is at work and cannot be stopped here.
            unsaved = e;
        }
    }

    /** The container is made: from now on other commands can use it. */
    private void ready(int pid) {
        if (unsaved != null) {
            Processes.kill(pid, Signal.KILL.number());
            throw unsaved;
        }
        resctrl.ifPresent(group -> group.add(pid));
        if (container.initPid() == 0) {
            save(InitFiles.complete(container, ProcessStat.of(pid).orElseThrow(() -> new RunException(
                    "the container's first process " + pid + " ended when the container was ready"))));
        }
        request.pidFile().ifPresent(file -> PidFile.write(file, pid));
        context.log().debug(() -> "container " + id + " is ready and saved, its init is process " + pid);
        lock.close();
    }

    private void save(ContainerRecord complete) {
        container = complete;
        store.save(container);
    }

    private void takeBack() {
        new Removal(context, store).afterFailure(container, cgroup, spawned);
    }
}
