package io.microcontainer.run.container;

import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.CompiledCriu;
import io.microcontainer.run.compile.CompiledCriu.Action;
import io.microcontainer.run.compile.Topic;
import io.microcontainer.run.criu.CriuRequest;
import io.microcontainer.run.criu.CriuResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** The engine's side of a conversation with CRIU; good for one plan. */
final class CriuDialogue implements Dialogue {

    private final CompiledCriu plan;
    private final Log log;
    private final Function<Started, CriuRequest> request;
    private final IntConsumer restored;
    private final boolean hooks;
    private final boolean status;
    private IntConsumer cgroup = _ -> {
    };
    private boolean asksFirst;
    private int criu;
    private long[] descriptors = {};
    private CriuResponse last;
    private int pid;
    private RunException failure;
    private boolean failed;

    /**
     * CRIU as it waits for its request.
     *
     * @param pid         CRIU's process id
     * @param descriptors of the launcher: images, work, namespaces
     */
    record Started(int pid, long[] descriptors) {
    }

    /**
     * @param request  makes the request
     * @param restored called with the restored init's process id before its processes go on
     * @param hooks    whether there are hooks to run once the namespaces are there
     * @param status   whether somebody waits for lazy pages (--status-fd)
     */
    CriuDialogue(CompiledCriu plan, Log log, Function<Started, CriuRequest> request, IntConsumer restored, boolean hooks, boolean status) {
        this.plan = plan;
        this.log = log;
        this.request = request;
        this.restored = restored;
        this.hooks = hooks;
        this.status = status;
    }

    /** Called with CRIU's process id before it begins. */
    void whenStarted(IntConsumer action) {
        cgroup = action;
    }

    /** Asks before the request whether the kernel can do what a pre-dump needs. */
    void askMemoryTracking() {
        asksFirst = true;
    }

    /** The restored init, 0 if there is none. */
    int pid() {
        return pid;
    }

    /** What we could not do ourselves. */
    Optional<RunException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether CRIU said that it failed. */
    boolean criuFailed() {
        return failed;
    }

    @Override
    public void told(int tag, long value, byte[] data) {
        switch (Topic.of(tag).orElseThrow()) {
            case REFUSED -> fail(new RunException(plan.refusals().sentence(value)));
            case HOOK_FAILED -> fail(new RunException(plan.hook().sentence(value, data)));
            case CRIU_DESCRIPTORS -> {
                descriptors = new long[data.length / Long.BYTES];
                ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(descriptors);
            }
            case CRIU_MESSAGE -> last = CriuResponse.read(data);
            default -> throw new IllegalStateException("the plan tells " + Topic.of(tag));
        }
    }

    private void fail(RunException cause) {
        failure = failure == null ? cause : failure;
    }

    @Override
    public Answer asked(int tag, long value) {
        return switch (Topic.of(tag).orElseThrow()) {
            case CGROUP -> {
                cgroup.accept((int) value);
                yield Answer.of(0);
            }
            case CRIU_REQUEST -> {
                criu = (int) value;
                byte[] bytes = asksFirst ? CriuRequest.askMemoryTracking() : message();
                yield Answer.of(bytes.length, new Answer.Patch(plan.request().value(), bytes));
            }
            case CRIU_ANSWER -> {
                Action action = action();
                log.debug(() -> "CRIU says " + last + ": " + action);
                if (action == Action.REQUEST) {
                    byte[] bytes = message();
                    yield Answer.of(action.ordinal(), word(bytes.length), new Answer.Patch(plan.request().value(), bytes));
                }
                yield Answer.of(action.ordinal(), word(pid));
            }
            default -> throw new IllegalStateException("the plan asks " + Topic.of(tag));
        };
    }

    private byte[] message() {
        byte[] bytes = request.apply(new Started(criu, descriptors)).toBytes();
        if (bytes.length > CompiledCriu.LARGEST_REQUEST) {
            throw new RunException("the request to CRIU takes " + bytes.length + " bytes, and at most " + CompiledCriu.LARGEST_REQUEST + " fit");
        }
        return bytes;
    }

    private Answer.Patch word(long value) {
        return new Answer.Patch(plan.restored().value(), ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private Action action() {
        if (last.isFeatures()) {
            if (last.success() && last.tracksMemory()) {
                return Action.REQUEST;
            }
            fail(new RunException("this kernel does not tell which memory was written to (CONFIG_MEM_SOFT_DIRTY), which --pre-dump needs: checkpoint without it"));
            return Action.GIVE_UP;
        }
        if (!last.success()) {
            failed = true;
            return Action.GIVE_UP;
        }
        if (last.type() != CriuResponse.NOTIFY) {
            pid = last.pid() == 0 ? pid : last.pid();
            return Action.DONE;
        }
        return switch (last.script()) {
            case "orphan-pts-master" -> Action.TERMINAL;
            case "status-ready" -> status ? Action.STATUS : Action.GO_ON;
            case "setup-namespaces" -> {
                pid = last.pid();
                yield hooks ? Action.HOOKS : Action.GO_ON;
            }
            case "post-restore" -> save(last.pid());
            default -> Action.GO_ON;
        };
    }

    private Action save(int init) {
        pid = init;
        try {
            restored.accept(init);
            return Action.GO_ON;
        } catch (RunException e) {
            fail(e);
            return Action.STOP;
        }
    }
}
