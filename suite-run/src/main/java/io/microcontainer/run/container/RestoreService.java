package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.Namespace;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupMembership;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.cgroup.CgroupRequest;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.compile.CompiledCriu;
import io.microcontainer.run.compile.CriuCompiler;
import io.microcontainer.run.compile.CriuProcess;
import io.microcontainer.run.compile.RestorePlanRequest;
import io.microcontainer.run.compile.fs.BindTargets;
import io.microcontainer.run.compile.fs.CgroupView;
import io.microcontainer.run.criu.CriuOptions;
import io.microcontainer.run.criu.CriuRequest;
import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.systemd.ScopeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code restore}: goes on with a container from disk, by CRIU. Good for one container. */
public final class RestoreService {

    private static final List<NamespaceType> EXTERNAL = List.of(NamespaceType.NETWORK, NamespaceType.PID);

    private final RuntimeContext context;
    private final RestoreRequest request;
    private final CriuOptions options;
    private final ContainerId id;
    private final StateStore store;
    private final Bundle bundle;
    private final RuntimeConfig config;
    private final CgroupMounts mounts;
    private final Optional<Scope> scope;
    private ContainerRecord container;
    private ContainerLock lock;
    private Cgroup cgroup;

    /** @param request what to restore */
    public RestoreService(RuntimeContext context, RestoreRequest request) {
        this.context = context;
        this.request = request;
        options = request.options();
        id = new ContainerId(request.id());
        store = context.store();
        bundle = Bundle.read(request.bundle(), context.log());
        config = bundle.config();
        mounts = context.host().cgroupMounts();
        scope = context.systemdCgroup() ? Optional.of(new Scope(context.session().invocation(),
                ScopeName.of(config.linuxOrEmpty().cgroupsPath(), id.text(), false))) : Optional.empty();
        if (context.session().invocation().uid() != 0) {
            throw new RunException("restore needs root: CRIU makes processes with the ids and the owners of before");
        }
    }

    /**
     * Restores it.
     *
     * @return in the foreground the program's exit status, 128 + N after signal N; 0 when detached
     */
    public int restore() {
        Path program = CriuProgram.find(context.session(), request.criu(), "restore");
        List<String> descriptors = CriuFiles.readDescriptors(options.images());
        CriuFiles.prepare(options);
        container = ContainerRecord.begin(id, config.ociVersion(), bundle.directory(), bundle.rootfs(), Instant.now(), 0, config.annotations(),
                config.linuxOrEmpty().namespace(NamespaceType.PID).filter(namespace -> namespace.path() == null).isPresent(), false,
                config.process().terminal());
        lock = store.begin(id);
        boolean done = false;
        int status;
        try {
            store.saveConfig(id, bundle.text());
            Path mountpoint = mountpoint();
            status = run(program, descriptors, mountpoint);
            done = true;
        } finally {
            if (!done) {
                new Removal(context, store).afterFailure(container, cgroup, container.initPid() != 0);
            }
            lock.close();
        }
        if (!request.detach()) {
            try (ContainerLock _ = store.lock(id, Removal.PATIENCE)) {
                new Removal(context, store).afterEnd(container);
            }
        }
        return status;
    }

    private Path mountpoint() {
        try {
            return Files.createDirectory(store.directory(id).resolve("criu-root")).toRealPath();
        } catch (IOException e) {
            throw new RunException("make a directory for the container's root below " + store.directory(id) + ": " + e.getMessage(), e);
        }
    }

    private int run(Path program, List<String> descriptors, Path mountpoint) {
        Invocation caller = context.session().invocation();
        Resources limits = config.linuxOrEmpty().resources();
        CgroupRequest wanted = new CgroupRequest(mounts, CgroupMembership.of(caller.pid()),
                scope.map(Scope::path).orElse(config.linuxOrEmpty().cgroupsPath()), id.text(), false, limits == null ? Resources.NONE : limits,
                scope.isPresent());
        CgroupView view = CgroupView.of(mounts, Cgroup.of(wanted.directories()), config.linuxOrEmpty().namespace(NamespaceType.CGROUP).isPresent());
        CompiledCriu plan = CriuCompiler.restore(new RestorePlanRequest(id.text(), config, bundle.directory(), bundle.rootfs(), mountpoint, view,
                !request.detach(), request.consoleSocket(), HookEnvironment.of(config, caller),
                List.of("railcar", "--root", context.root().toString(), "delete", "--force", id.text())),
                new CriuProcess(program, options.images(), options.work(), external().stream().map(Namespace::path).map(Path::of).toList(), -1,
                        CriuFiles.environment(caller)));
        CriuDialogue dialogue = new CriuDialogue(plan, context.log(), started -> message(started, descriptors, mountpoint, view), this::ready,
                config.hooks() != null, false);
        dialogue.whenStarted(pid -> enterCgroup(wanted, pid));
        long value = CriuFiles.execute(context, plan, dialogue, options.logs().resolve("restore.log"), "restore container " + id, "nothing of it is left").value();
        return request.detach() ? 0 : new WaitStatus((int) value).exitStatus();
    }

    private List<Namespace> external() {
        return config.linuxOrEmpty().namespaces().stream().filter(namespace -> namespace.path() != null && EXTERNAL.contains(namespace.type())).toList();
    }

    /** What CRIU restores is born where CRIU is. */
    private void enterCgroup(CgroupRequest wanted, int pid) {
        if (scope.isPresent()) {
            Cgroup expected = Cgroup.of(wanted.directories());
            scope.get().refuseUsed(expected);
            container = container.withCgroups(expected.paths(), true).withSystemdUnit(scope.get().name().unit());
            store.save(container);
            scope.get().start(pid, config.annotations(), wanted);
        }
        ContainerCgroup made = ContainerCgroup.make(context, store, container, wanted);
        cgroup = made.cgroup();
        container = made.container();
        ContainerCgroup.limit(cgroup, wanted, true);
        if (scope.isEmpty() || !(cgroup instanceof CgroupV2)) {
            cgroup.add(pid);
        }
    }

    private CriuRequest message(CriuDialogue.Started started, List<String> descriptors, Path root, CgroupView view) {
        CriuRequest message = CriuRequest.restore(options, (int) started.descriptors()[0], (int) started.descriptors()[1], root.toString())
                .config(Optional.ofNullable(config.annotations().get("org.criu.config")));
        List<Namespace> external = external();
        for (int i = 0; i < external.size(); i++) {
            message.inherit(CriuRequest.namespaceKey(CriuFiles.namespace(external.get(i).type())), (int) started.descriptors()[2 + i]);
        }
        for (Namespace namespace : config.linuxOrEmpty().namespaces()) {
            if (namespace.path() != null && !EXTERNAL.contains(namespace.type())) {
                message.join(CriuFiles.namespace(namespace.type()), namespace.path());
            }
        }
        BindTargets.of(config, bundle.directory(), bundle.rootfs()).forEach((target, source) -> message.mount(target, source.toString()));
        message.mount(CriuFiles.NULL, CriuFiles.NULL);
        config.linuxOrEmpty().devices().forEach(device -> message.mount(device.path(), device.path()));
        if (!view.namespace() && !view.v2()) {
            boundCgroups(message, view);
        }
        for (int fd = 0; fd < descriptors.size(); fd++) {
            if (descriptors.get(fd).contains("pipe:")) {
                message.inherit(descriptors.get(fd), fd);
            }
        }
        if (mounts.mode() != CgroupMounts.Mode.V2) {
            CgroupMembership.of(started.pid()).paths().forEach(message::cgroup);
        }
        return message;
    }

    private void boundCgroups(CriuRequest message, CgroupView view) {
        config.mounts().stream().filter(mount -> "cgroup".equals(mount.type())).forEach(mount -> view.hierarchies()
                .forEach(hierarchy -> message.mount(mount.destination() + "/" + hierarchy.name(), hierarchy.own().toString())));
    }

    /** The processes are there, and wait for CRIU's word. */
    private void ready(int pid) {
        container = InitFiles.complete(container, ProcessStat.of(pid).orElseThrow(() -> new RunException(
                "the restored process " + pid + " has ended already")));
        store.save(container);
        request.pidFile().ifPresent(file -> PidFile.write(file, pid));
        context.log().debug(() -> "container " + id + " is restored, its init is process " + pid);
        lock.close();
    }
}
