package io.microcontainer.run.container;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.PlanFailure;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.CompiledPlan;
import io.microcontainer.run.compile.StartCompiler;
import io.microcontainer.run.compile.StartFailure;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code start}: the created container's program begins. */
public final class StartService {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RuntimeContext context;

    public StartService(RuntimeContext context) {
        this.context = context;
    }

    /** Starts the program of a created container. */
    public void start(String name) {
        ContainerId id = new ContainerId(name);
        StateStore store = context.store();
        Optional<Readiness> readiness = Readiness.possible(context, store.directory(id));
        int socket = -1;
        ContainerRecord container;
        try (ContainerLock _ = store.lock(id, PATIENCE)) {
            container = store.load(id);
            ContainerStatus status = new StatusReader(store).of(container);
            if (status != ContainerStatus.CREATED) {
                throw new RunException("container " + id + " cannot be started: it is " + status.word()
                        + ", and only a created one can be");
            }
            if (readiness.isPresent()) {
                socket = readiness.get().listen(name);
            }
            start(id, store, container);
        }
        // Without the lock: it may take long, and the container is there for other commands.
        if (readiness.isPresent()) {
            readiness.get().await(store, container, socket);
        }
    }

    private void start(ContainerId id, StateStore store, ContainerRecord container) {
        Path go = store.execFifo(id);
        Path result = store.directory(id).resolve("result.fifo");
        SavedConfig config = SavedConfig.read(store.configFile(id));
        context.log().debug(() -> "wake the init of container " + id + ", process " + container.initPid());
        if (config.mayHave("startContainer") || config.mayHave("poststart")) {
            startByPlan(id, store, container, config.parse(), go, result);
            return;
        }
        OptionalLong failure = StartFifos.wake(id.text(), go, result);
        forget(go);
        forget(result);
        failure.ifPresent(word -> {
            RuntimeConfig parsed = config.parse();
            throw new RunException(StartFailure.explain(word, new byte[0], parsed.process().args().getFirst(), parsed));
        });
    }

    private void startByPlan(ContainerId id, StateStore store, ContainerRecord container, RuntimeConfig config, Path go, Path result) {
        CompiledPlan plan = StartCompiler.start(id.text(), config, container.bundle(), go, result, container.initPid(),
                HookEnvironment.of(config, context.session().invocation()));
        ProcessDialogue dialogue = new ProcessDialogue(plan, config, config.process(),
                new IdMapWriter(config.linuxOrEmpty(), context.session().invocation()), _ -> {
        });
        try {
            context.session().execute(plan.plan(), dialogue);
        } catch (PlanFailure e) {
            if (e.errno() == Errno.ENXIO) {
                throw new RunException("container " + id + " cannot be started: its init has ended", e);
            }
            throw e;
        }
        forget(go);
        forget(result);
        dialogue.refusal().ifPresent(refusal -> {
            // A poststart hook failed while the program runs; a program that did not start has ended anyway.
            Processes.signal(container, Signal.KILL.number());
            throw refusal;
        });
    }

    private static void forget(Path fifo) {
        try {
            Files.deleteIfExists(fifo);
        } catch (IOException e) {
            throw new RunException("remove " + fifo + ": " + e.getMessage(), e);
        }
    }
}
