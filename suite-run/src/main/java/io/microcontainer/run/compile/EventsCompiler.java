package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Compiles the plan of {@code events}. The launcher does the waiting, so that the engine notices at once when its caller
 * is gone, and spends nothing in between.
 */
public final class EventsCompiler {

    private static final int POLLFD = 8;
    private static final int RETURNED = 6;
    private static final Operand CLOEXEC = flags(OpenFlag.O_CLOEXEC);
    private static final Operand NONBLOCK_CLOEXEC = flags(OpenFlag.O_NONBLOCK, OpenFlag.O_CLOEXEC);

    private final PlanBuilder plan;
    private final Register go;
    private final Register events;
    private final Register timer;
    private final Register init;
    private final Label end;

    private EventsCompiler(String id) {
        plan = new PlanBuilder("watch container " + id);
        go = plan.register("go");
        events = plan.register("events");
        timer = plan.register("timer");
        init = plan.register("init");
        end = plan.label("end");
    }

    /**
     * The plan asks {@link Topic#OUT_OF_MEMORY}, {@link Topic#INTERVAL} and {@link Topic#INIT_ENDED} as these happen, and
     * ends after the last, or at an answer that is not 0.
     *
     * @param pid the container's init
     */
    public static Plan compile(String id, int pid, Duration interval, OomSource source) {
        return new EventsCompiler(id).compile(pid, interval, source);
    }

    private Plan compile(int pid, Duration interval, OomSource source) {
        plan.call("watch the container's init", init, new OnError.GoTo(end, Errno.ESRCH), Syscall.PIDFD_OPEN, number(pid), number(0));
        startTimer(interval);
        switch (source) {
            case OomSource.V1 v1 -> eventfd(v1.directory());
            case OomSource.V2 v2 -> inotify(v2.directory());
            case OomSource.None _ -> plan.set(events, number(-1));
        }
        loop();
        plan.place(end);
        plan.end();
        return plan.build();
    }

    private void startTimer(Duration interval) {
        Struct time = new Struct();
        for (int i = 0; i < 2; i++) {
            time.u64(interval.toSeconds()).u64(interval.toNanosPart());
        }
        plan.call("make a timer", timer, Syscall.TIMERFD_CREATE, flags(1, "CLOCK_MONOTONIC"), NONBLOCK_CLOEXEC);
        plan.call("start a timer of " + interval, Syscall.TIMERFD_SETTIME, timer, number(0),
                plan.data().struct("{" + interval + "}", time), NULL);
    }

    /** {@code <eventfd> <oom_control>} in decimal, written to cgroup.event_control. */
    private void eventfd(Path memory) {
        Register file = plan.register("oom-control");
        Register control = plan.register("event-control");
        Register at = plan.register("at");
        Register length = plan.register("length");
        Path oomControl = memory.resolve("memory.oom_control");
        Path eventControl = memory.resolve("cgroup.event_control");
        Operand.Address text = plan.data().room("numbers", 64);
        plan.call("open " + oomControl, file, Syscall.OPENAT, AT_FDCWD, plan.data().string(oomControl.toString()), CLOEXEC);
        plan.call("open " + eventControl, control, Syscall.OPENAT, AT_FDCWD, plan.data().string(eventControl.toString()),
                flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
        plan.call("make an eventfd", events, Syscall.EVENTFD2, number(0), NONBLOCK_CLOEXEC);
        plan.format(text, events, length);
        plan.add(at, text, length);
        plan.store(at, number(' '), 1);
        plan.add(at, at, number(1));
        plan.add(go, length, number(1));
        plan.format(at, file, length);
        plan.add(length, length, go);
        plan.call("be told of the lack of memory by " + eventControl, Syscall.WRITE, control, text, length);
    }

    private void inotify(Path directory) {
        Path file = directory.resolve("memory.events");
        plan.call("make an inotify descriptor", events, Syscall.INOTIFY_INIT1, NONBLOCK_CLOEXEC);
        plan.call("watch " + file, Syscall.INOTIFY_ADD_WATCH, events, plan.data().string(file.toString()), flags(2, "IN_MODIFY"));
    }

    private void loop() {
        Label wait = plan.label("wait");
        Operand.Address polled = plan.data().room("{events, timer, init, engine}", 4 * POLLFD);
        Operand.Address bytes = plan.data().room("bytes", 4096);
        poll(polled, 0, events, 1);
        poll(polled, 1, timer, 1);
        poll(polled, 2, init, 1);
        poll(polled, 3, Register.SOCKET, 0);
        plan.place(wait);
        plan.call("wait for events", Syscall.PPOLL, polled, number(4), NULL, NULL, number(8));
        // What was last said of the container must be known before its end is.
        ask("out-of-memory", polled, 0, events, bytes, Topic.OUT_OF_MEMORY);
        ask("interval", polled, 1, timer, bytes, Topic.INTERVAL);
        ask("init-ended", polled, 2, null, bytes, Topic.INIT_ENDED);
        plan.load(go, polled.plus(3 * POLLFD + RETURNED), 2);
        plan.jumpIf(go, Condition.EQUAL, number(0), wait);
        // The engine is gone, which the launcher finds and says when it asks.
        plan.await("go on", Topic.INIT_ENDED.tag(), number(0), go);
    }

    private void poll(Operand.Address polled, int index, Register descriptor, int wanted) {
        plan.store(polled.plus((long) index * POLLFD), descriptor, 4);
        plan.store(polled.plus((long) index * POLLFD + 4), number(wanted), 2);
    }

    private void ask(String name, Operand.Address polled, int index, Register drained, Operand.Address bytes, Topic topic) {
        Label none = plan.label("no-" + name);
        plan.load(go, polled.plus((long) index * POLLFD + RETURNED), 2);
        plan.jumpIf(go, Condition.EQUAL, number(0), none);
        if (drained != null) {
            plan.call("", null, new OnError.Ignore(Errno.EAGAIN), Syscall.READ, drained, bytes, number(4096));
        }
        plan.await("tell of " + name, topic.tag(), number(0), go);
        plan.jumpIf(go, Condition.NOT_EQUAL, number(0), end);
        plan.place(none);
    }
}
