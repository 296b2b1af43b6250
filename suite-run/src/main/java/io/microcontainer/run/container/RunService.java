package io.microcontainer.run.container;

import io.microcontainer.run.compile.InitRequest.Mode;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerLock;
import io.microcontainer.run.state.ContainerNotFound;
import io.microcontainer.run.state.StateStore;
import java.time.Duration;

/** {@code run}: create and start in one, in the foreground or detached. */
public final class RunService {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RuntimeContext context;

    public RunService(RuntimeContext context) {
        this.context = context;
    }

    /**
     * Runs the container.
     *
     * @return in the foreground the program's exit status, 128 + N after signal N; 0 when detached
     */
    public int run(RunRequest request) {
        context.session().prepareSealed();
        WaitStatus status = new Creation(context, request.create(), request.detach() ? Mode.DETACHED : Mode.FOREGROUND).make();
        if (request.detach()) {
            return 0;
        }
        if (!request.keep()) {
            remove(new ContainerId(request.create().id()));
        }
        return status.exitStatus();
    }

    private void remove(ContainerId id) {
        StateStore store = context.store();
        try (ContainerLock _ = store.lock(id, PATIENCE)) {
            new Removal(context, store).afterEnd(store.load(id));
        } catch (ContainerNotFound e) {
            // Another command deleted it by force, which is why it ended.
        }
    }
}
