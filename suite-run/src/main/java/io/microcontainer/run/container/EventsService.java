package io.microcontainer.run.container;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.cgroup.CgroupV1;
import io.microcontainer.run.cgroup.CgroupV2;
import io.microcontainer.run.cgroup.NoCgroup;
import io.microcontainer.run.compile.EventsCompiler;
import io.microcontainer.run.compile.OomSource;
import io.microcontainer.run.compile.Topic;
import io.microcontainer.run.state.ContainerId;
import io.microcontainer.run.state.ContainerRecord;
import io.microcontainer.run.state.StateStore;
import io.microcontainer.run.state.StatusReader;
import io.microcontainer.run.stats.OomCounter;
import io.microcontainer.run.stats.StatsReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** {@code events}: what a container uses, and when its memory runs out, as lines of JSON in runc's form. */
public final class EventsService {

    private final RuntimeContext context;

    public EventsService(RuntimeContext context) {
        this.context = context;
    }

    /** Tells until the container's init has ended, or once. */
    public void events(EventsRequest request) {
        ContainerId id = new ContainerId(request.id());
        StateStore store = context.store();
        ContainerRecord container = store.load(id);
        if (new StatusReader(store).of(container) == ContainerStatus.STOPPED) {
            throw new RunException("container " + id + " has no events: container not running");
        }
        Cgroup cgroup = Cgroup.of(container.cgroups());
        PrintStream out = context.session().out();
        if (request.stats()) {
            stats(out, id, cgroup);
            return;
        }
        OomSource source = source(cgroup);
        if (source instanceof OomSource.None) {
            context.log().warning("container " + id + " has no cgroup of the controller memory: nothing will tell when its memory runs out");
        }
        context.session().execute(EventsCompiler.compile(id.text(), container.initPid(), request.interval(), source),
                new Teller(out, container, cgroup, new OomCounter(cgroup)));
    }

    private static OomSource source(Cgroup cgroup) {
        return switch (cgroup) {
            case CgroupV1 v1 when v1.paths().containsKey("memory") -> new OomSource.V1(v1.paths().get("memory"));
            case CgroupV2 v2 when OomCounter.exists(v2) -> new OomSource.V2(v2.directory());
            case CgroupV1 _, CgroupV2 _, NoCgroup _ -> new OomSource.None();
        };
    }

    private static void stats(PrintStream out, ContainerId id, Cgroup cgroup) {
        JsonWritable stats = StatsReader.read(cgroup);
        print(out, line -> line.string("type", "stats").string("id", id.text()).object("data", stats));
    }

    /** The launcher prints before it goes on, so the line has to be on its way then. */
    private static void print(PrintStream out, JsonWritable event) {
        out.println(new String(JsonText.compact(event), StandardCharsets.UTF_8));
        out.flush();
    }

    private record Teller(PrintStream out, ContainerRecord container, Cgroup cgroup, OomCounter counter) implements Dialogue {

        private static final Answer GO_ON = Answer.of(0);
        private static final Answer END = Answer.of(1);

        @Override
        public Answer asked(int tag, long value) {
            return switch (Topic.of(tag).orElseThrow()) {
                case OUT_OF_MEMORY -> {
                    outOfMemory(counter.notified());
                    yield GO_ON;
                }
                case INTERVAL -> {
                    if (StatusReader.init(container).isEmpty() || !cgroup.exists()) {
                        yield END;
                    }
                    stats(out, container.id(), cgroup);
                    yield GO_ON;
                }
                case INIT_ENDED -> {
                    outOfMemory(counter.increased());
                    yield END;
                }
                default -> throw new IllegalStateException("the plan asks " + Topic.of(tag));
            };
        }

        private void outOfMemory(boolean happened) {
            if (happened) {
                print(out, line -> line.string("type", "oom").string("id", container.id().text()));
            }
        }
    }
}
