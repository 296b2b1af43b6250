package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.Namespace;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.compile.CompiledCriu;
import io.microcontainer.run.compile.CriuCompiler;
import io.microcontainer.run.compile.CriuProcess;
import io.microcontainer.run.criu.CriuOptions;
import io.microcontainer.run.criu.CriuRequest;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code checkpoint}: writes a running container to disk, by CRIU. */
public final class CheckpointService {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RuntimeContext context;
    private final StateStore store;

    public CheckpointService(RuntimeContext context) {
        this.context = context;
        store = context.store();
    }

    /** Writes it. The container is gone afterwards unless it is to be left running, or CRIU failed: then it goes on. */
    public void checkpoint(CheckpointRequest request) {
        ContainerId id = new ContainerId(request.id());
        Path program = CriuProgram.find(context.session(), request.criu(), "checkpoint");
        try (ContainerLock _ = store.lock(id, PATIENCE)) {
            ContainerRecord container = store.load(id);
            ContainerStatus status = new StatusReader(store).of(container);
            if (status != ContainerStatus.RUNNING && status != ContainerStatus.PAUSED) {
                throw new RunException("container " + id + " cannot be checkpointed in " + status.word() + " state: only a running one can be");
            }
            CriuFiles.prepare(request.options());
            dump(request, container, program);
            if (!request.options().leaveRunning() && !request.options().preDump()) {
                if (!Processes.killAndWait(container, PATIENCE)) {
                    throw new RunException("the checkpoint is done, but the init of container " + id + " does not end");
                }
                new Removal(context, store).afterEnd(container);
            }
        }
    }

    private void dump(CheckpointRequest request, ContainerRecord container, Path program) {
        CriuOptions options = request.options();
        RuntimeConfig config = Bundle.readSaved(store.configFile(container.id()));
        if (!options.preDump()) {
            CriuFiles.writeDescriptors(options.images(), container.descriptors());
        }
        CompiledCriu plan = CriuCompiler.checkpoint(container.id().text(), new CriuProcess(program, options.images(), options.work(), List.of(),
                request.statusFd(), CriuFiles.environment(context.session().invocation())));
        CriuDialogue dialogue = new CriuDialogue(plan, context.log(), started -> message(options, config, container, started.descriptors()), _ -> {
        }, false, request.statusFd() >= 0);
        if (options.preDump()) {
            dialogue.askMemoryTracking();
        }
        CriuFiles.execute(context, plan, dialogue, options.logs().resolve("dump.log"), "checkpoint container " + container.id(),
                "the container goes on");
    }

    private CriuRequest message(CriuOptions options, RuntimeConfig config, ContainerRecord container, long[] descriptors) {
        CriuRequest request = CriuRequest.dump(options, (int) descriptors[0], (int) descriptors[1], container.initPid(), container.rootfs().toString())
                .config(Optional.ofNullable(config.annotations().get("org.criu.config")));
        for (NamespaceType type : List.of(NamespaceType.NETWORK, NamespaceType.PID)) {
            config.linuxOrEmpty().namespace(type).map(Namespace::path).ifPresent(path -> {
                String ns = CriuFiles.namespace(type);
                request.external(ns + "[" + inode(Path.of(path)) + "]:" + CriuRequest.namespaceKey(ns));
            });
        }
        Map<String, Path> cgroups = Cgroup.of(container.cgroups()).paths();
        Optional.ofNullable(cgroups.getOrDefault("freezer", context.host().cgroupMounts().mode() == CgroupMounts.Mode.V2 ? cgroups.get("") : null))
                .ifPresent(freezer -> request.freeze(freezer.toString()));
        if (!options.preDump()) {
            boolean bound = config.linuxOrEmpty().namespace(NamespaceType.CGROUP).isEmpty()
                    && context.host().cgroupMounts().mode() != CgroupMounts.Mode.V2;
            for (String path : ExternalMounts.of(container.initPid(), bound)) {
                request.mount(path, config.linuxOrEmpty().maskedPaths().contains(path) ? CriuFiles.NULL : path);
            }
        }
        return request;
    }

    private static long inode(Path namespace) {
        try {
            return (Long) Files.getAttribute(namespace, "unix:ino");
        } catch (IOException e) {
            throw new RunException("look at the namespace " + namespace + ": " + e.getMessage(), e);
        }
    }
}
