package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerProcessState;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the listener of a filter with SCMP_ACT_NOTIFY to the agent at {@code linux.seccomp.listenerPath} (runtime-spec
 * config-linux.md, "The Container Process State"). The launcher fetches the descriptor from the process by pidfd_getfd(2), so
 * that the filter need let pass no more than write(2) before the agent is there.
 */
final class SeccompAgentSteps {

    private static final String FIELD = "linux.seccomp.listenerPath";
    private static final int VECTOR = 16;
    /** A number that can stand for no process, so it is found again. */
    private static final int MARK = Integer.MIN_VALUE;
    private static final String MARKED = "\"pid\":" + MARK;

    private final PlanBuilder plan;
    private final Refusals refusals;
    private final SyncSocket sync;
    private final Path path;
    private final String[] message;
    private final boolean hidden;
    private final Register listener;
    private final Register handle;

    private SeccompAgentSteps(PlanBuilder plan, Refusals refusals, SyncSocket sync, Seccomp config, ContainerState state,
            boolean hidden) {
        this.plan = plan;
        this.refusals = refusals;
        this.sync = sync;
        this.hidden = hidden;
        path = Path.of(config.listenerPath());
        ContainerProcessState told = new ContainerProcessState(state.ociVersion(), List.of("seccompFd"), MARK,
                config.listenerMetadata(), state.pid() != null ? state : withPid(state), Map.of());
        // Within a string of JSON the quotes would be escaped, so what is found is always the field.
        message = new String(JsonText.compact(told), StandardCharsets.UTF_8).split(MARKED, -1);
        listener = plan.register("seccomp-listener");
        handle = plan.register("process-handle");
    }

    private static ContainerState withPid(ContainerState state) {
        return new ContainerState(state.ociVersion(), state.id(), state.status(), MARK, state.bundle(), state.annotations(),
                state.unknown());
    }

    /** Nothing for a filter that asks no agent. */
    static Optional<SeccompAgentSteps> of(PlanBuilder plan, Refusals refusals, SyncSocket sync, ProcessRequest request) {
        return request.filter().filter(SeccompFilter::listens).map(_ -> new SeccompAgentSteps(plan, refusals, sync,
                request.container().seccomp(), request.state(), !request.host().privileged()));
    }

    /** In the process: takes the result of seccomp(2). */
    Register listener() {
        return listener;
    }

    /** In the process, before the filter is loaded: a launcher without the rights of root may fetch nothing from one that hides. */
    void beforeLoad() {
        if (hidden) {
            setDumpable(1);
        }
    }

    /** In the process, when the filter is loaded: waits until the agent has the listener. */
    void afterLoad() {
        sync.passWord("offer the filter's listener", listener);
        sync.awaitLauncher("wait until the seccomp agent has the filter's listener");
        plan.call("", Syscall.CLOSE, listener);
        if (hidden) {
            setDumpable(0);
        }
    }

    private void setDumpable(int how) {
        plan.call((how == 0 ? "hide from" : "show to") + " the caller's other processes", Syscall.PRCTL,
                flags(PrctlOption.PR_SET_DUMPABLE), number(how));
    }

    /** In the launcher. */
    void inLauncher(Register pid, Label failed) {
        UnixSocketSteps sockets = new UnixSocketSteps(plan);
        sync.takeWord("wait for the filter's listener", listener, failed);
        plan.call("open the process that has a filter", handle, Syscall.PIDFD_OPEN, pid, number(0));
        plan.call("fetch the filter's listener", listener, Syscall.PIDFD_GETFD, handle, listener, number(0));
        plan.call("", Syscall.CLOSE, handle);
        Register agent = plan.register("seccomp-agent");
        Label unreachable = plan.label("no-seccomp-agent");
        Label connected = plan.label("seccomp-agent-connected");
        sockets.connect(path, FIELD, agent, handle, new OnError.GoTo(unreachable, OnError.ANY));
        plan.jump(connected);
        plan.place(unreachable);
        refusals.inLauncher(plan, "failed to connect with seccomp agent " + path + " (" + FIELD + ")", handle, failed);
        plan.place(connected);
        sockets.send("send the filter's listener to the seccomp agent (" + FIELD + ")", agent, listener, parts(pid),
                2 * message.length - 1);
        plan.call("", Syscall.CLOSE, agent);
        plan.call("", Syscall.CLOSE, listener);
        sync.releaseChild("let the process go on with its agent", failed);
    }

    /** {@code struct iovec[]}: the message with the process id in its gaps. */
    private Operand.Address parts(Register pid) {
        Operand.Address digits = plan.data().room("pid in decimal", 24);
        Struct vectors = new Struct();
        for (int i = 0; i < message.length; i++) {
            byte[] text = (message[i] + (i < message.length - 1 ? "\"pid\":" : "")).getBytes(StandardCharsets.UTF_8);
            vectors.address(plan.data().bytes("part of the container process state", text)).u64(text.length);
            if (i < message.length - 1) {
                vectors.address(digits).u64(0);
            }
        }
        Operand.Address parts = plan.data().struct("{container process state}", vectors);
        plan.format(digits, pid, handle);
        for (int i = 1; i < 2 * message.length - 1; i += 2) {
            plan.store(parts.plus((long) VECTOR * i + 8), handle, 8);
        }
        return parts;
    }
}
