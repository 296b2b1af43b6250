package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.CompiledPlan;
import io.microcontainer.run.compile.StartFailure;
import io.microcontainer.run.compile.Topic;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StatusReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/** The engine's side while a container's process is made; good for one plan. */
final class ProcessDialogue implements Dialogue {

    private final CompiledPlan plan;
    private final RuntimeConfig config;
    private final ContainerProcess process;
    private final IdMapWriter maps;
    private final IntConsumer ready;
    private int pid;
    private byte[] passwd = {};
    private String lastReached = "";
    private Consumer<String> reached = _ -> {
    };
    private String refusal;
    private ContainerRecord expected;
    private IntConsumer spawned = _ -> {
    };
    private IntConsumer cgroup = _ -> {
    };
    private LongConsumer notifyFailed = _ -> {
    };

    /**
     * @param process the process that is made
     * @param maps    writes the id maps that a new user namespace needs
     * @param ready   called with the process id when all is ready and before the program starts
     */
    ProcessDialogue(CompiledPlan plan, RuntimeConfig config, ContainerProcess process, IdMapWriter maps, IntConsumer ready) {
        this.plan = plan;
        this.config = config;
        this.process = process;
        this.maps = maps;
        this.ready = ready;
    }

    /** The container whose init the plan is to find alive. */
    void expect(ContainerRecord container) {
        expected = container;
    }

    /** Called with the process id when there is a process, which is not ready by far. */
    void whenSpawned(IntConsumer action) {
        spawned = action;
    }

    /** Called with the process id when the plan cannot go on without the cgroup. */
    void whenCgroupNeeded(IntConsumer action) {
        cgroup = action;
    }

    /** Called with what a traced plan comes to. */
    void whenReached(Consumer<String> action) {
        reached = action;
    }

    /** Called with a negative errno when a service manager could not be told of the container's readiness. */
    void whenNotifyFailed(LongConsumer action) {
        notifyFailed = action;
    }

    /** The process, 0 before there was one. */
    int pid() {
        return pid;
    }

    /** Why the plan gave up, if it said so. */
    Optional<RunException> refusal() {
        return Optional.ofNullable(refusal).map(RunException::new);
    }

    @Override
    public void reached(String what) {
        // A loop tells one thing again and again.
        if (!what.equals(lastReached)) {
            lastReached = what;
            reached.accept(what);
        }
    }

    @Override
    public void told(int tag, long value, byte[] data) {
        switch (Topic.of(tag).orElseThrow()) {
            case PROCESS -> {
                pid = (int) value;
                spawned.accept(pid);
            }
            case REFUSED -> refuse(plan.refusals().sentence(value));
            case PASSWD -> passwd = data;
            case HOOK_FAILED -> refuse(plan.hook().sentence(value, data));
            case NOTIFY_FAILED -> notifyFailed.accept(value);
            case START_FAILED -> refuse(StartFailure.explain(value, data, process.args().getFirst(), config));
            default -> throw new IllegalStateException("the plan tells " + Topic.of(tag));
        }
    }

    private void refuse(String sentence) {
        refusal = refusal == null ? sentence : refusal;
    }

    @Override
    public Answer asked(int tag, long value) {
        return switch (Topic.of(tag).orElseThrow()) {
            case ID_MAPS -> {
                maps.write((int) value);
                yield Answer.of(0);
            }
            case CGROUP -> {
                pid = (int) value;
                cgroup.accept(pid);
                yield Answer.of(0);
            }
            case HOME -> home();
            case READY -> {
                ready.accept((int) value);
                yield Answer.of(0);
            }
            case SAME_PROCESS -> Answer.of(StatusReader.init(expected).isPresent() ? 0 : 1);
            default -> throw new IllegalStateException("the plan asks " + Topic.of(tag));
        };
    }

    private Answer home() {
        String setting = "HOME=" + HomeDirectory.of(passwd, process.user().uid()) + '\0';
        byte[] bytes = setting.getBytes(StandardCharsets.UTF_8);
        return Answer.of(bytes.length, new Answer.Patch(plan.home().orElseThrow().value(), bytes));
    }
}
