package io.microcontainer.run.compile;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import java.nio.file.Path;
import java.util.List;

/** Compiles the plans by which start waits for a container to say that it is ready (sd_notify(3)). */
public final class NotifyCompiler {

    /** The socket's name in the directory that the container sees. */
    public static final String SOCKET = NotifySteps.NAME;

    private NotifyCompiler() {
    }

    /** Makes the container's socket before its program runs. The plan ends with the descriptor. */
    public static Plan bind(String id, NotifyAddress manager, Path directory) {
        PlanBuilder plan = new PlanBuilder("listen for the readiness of container " + id);
        NotifySteps notify = new NotifySteps(plan, manager);
        notify.bind(directory);
        plan.end(notify.socket());
        return plan.build();
    }

    /**
     * Passes the container's readiness on to the service manager; ends when that is done, or the container has ended. An engine that
     * ends meanwhile makes no difference.
     *
     * @param socket   descriptor that {@link #bind} or the plan of a detached run left in the launcher
     * @param pid      the container's init
     * @param recovery a command without effect, for the case that the engine ends
     */
    public static Plan await(String id, NotifyAddress manager, int socket, int pid, List<String> recovery) {
        PlanBuilder plan = new PlanBuilder("wait for the readiness of container " + id);
        plan.recovery(recovery);
        NotifySteps notify = new NotifySteps(plan, manager);
        notify.take(socket);
        notify.await(pid);
        plan.end();
        return plan.build();
    }
}
