package io.microcontainer.run.hook;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.Hook;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds to a plan the steps that run hooks one after the other, as children of the process that takes the steps: the
 * launcher, or a process in the container. Each gets the state on its standard input, its exact arguments and environment, and its time limit. What it writes is
 * kept for the message should it fail: at most the last few kilobytes. A hook that leaves a daemon behind does not hold up the container.
 *
 * <p>The first hook that fails is told under the plan's tag, and the plan goes on at the label given; {@link #failure}
 * turns what was told into words.
 */
public final class HookSteps {

    private static final Operand SIGNAL_SET_SIZE = number(8);
    private static final int POLL_IN = 1;
    private static final int CLONE_ARGS_SIZE = 88;
    /** How often the pipe is read after the hook's end: a daemon that it left behind may write for ever. */
    private static final int LAST_READS = 64;
    private static final int WORD = 8;

    private final PlanBuilder plan;
    private final int tag;
    private final ContainerState container;
    private final List<String> inherited;
    private final List<HookCall> calls = new ArrayList<>();

    private final Register input;
    private final Register output;
    private final Register writer;
    private final Register child;
    private final Register childHandle;
    private final Register scratch;
    private final Register position;
    private final Register end;

    private final Operand.Address cloneArguments;
    private final Operand.Address pipe;
    private final Operand.Address polled;
    private final Operand.Address status;
    private final Operand.Address digits;
    private final Operand.Address report;
    private final Operand.Address noSignals;
    private final Operand.Address message;
    private Register reportTo;

    /**
     * @param plan      takes the steps
     * @param tag       what the plan tells a failure under
     * @param container what hooks are told of the container; status and pid are set for each kind
     * @param inherited the environment of hooks that name none of their own, which runc and crun give them too
     */
    public HookSteps(PlanBuilder plan, int tag, ContainerState container, List<String> inherited) {
        this.plan = plan;
        this.tag = tag;
        this.container = container;
        this.inherited = List.copyOf(inherited);
        input = plan.register("hook-input");
        output = plan.register("hook-output");
        writer = plan.register("hook-writer");
        child = plan.register("hook");
        childHandle = plan.register("hook-pidfd");
        scratch = plan.register("hook-scratch");
        position = plan.register("hook-output-position");
        end = plan.register("hook-output-end");
        cloneArguments = plan.data().struct("{flags=0}",
                new Struct().u64(0).u64(0).u64(0).u64(0).u64(Signal.CHLD.number()).upTo(CLONE_ARGS_SIZE));
        pipe = plan.data().room("pipe", 8);
        polled = plan.data().room("pollfds", 16);
        status = plan.data().room("wait status", 8);
        digits = plan.data().room("pid in decimal", 24);
        message = plan.data().room("hook message", WORD + HookReport.SIZE);
        report = message.plus(WORD);
        noSignals = plan.data().room("{SIG_DFL}", 32);
    }

    /** What a hook's process does before the program takes over. */
    @FunctionalInterface
    public interface Preparation {

        /** Adds its steps; a call that fails leaves the negative errno in the register and is dealt with as said. */
        void add(Register result, OnError onError);
    }

    /** The hook begins in a directory. */
    public Preparation in(Path directory) {
        return (result, onError) -> plan.call("enter " + directory, result, onError, Syscall.CHDIR,
                plan.data().string(directory.toString()));
    }

    /**
     * Runs all hooks of a kind.
     *
     * @param pid       the container's process as the host sees it
     * @param preparation in each hook's process, before the program takes over
     * @param failed    where the plan goes on if one fails; the ones after it do not run
     */
    public void run(HookKind kind, Hooks hooks, Operand pid, Preparation preparation, Label failed) {
        List<Hook> programs = kind.of(hooks);
        if (programs.isEmpty()) {
            return;
        }
        writeState(kind, pid);
        for (int i = 0; i < programs.size(); i++) {
            run(new HookCall(kind, i, programs.get(i)), preparation, failed);
        }
        plan.call("forget the state that hooks read", Syscall.CLOSE, input);
    }

    /** Runs all hooks of a kind, also after one of them failed. */
    public void runEach(HookKind kind, Hooks hooks, Operand pid, Preparation preparation) {
        List<Hook> programs = kind.of(hooks);
        if (programs.isEmpty()) {
            return;
        }
        writeState(kind, pid);
        for (int i = 0; i < programs.size(); i++) {
            Label failed = plan.label("hook-failed");
            run(new HookCall(kind, i, programs.get(i)), preparation, failed);
            plan.place(failed);
        }
        plan.call("forget the state that hooks read", Syscall.CLOSE, input);
    }

    /**
     * From here on a failure is written to a descriptor instead of being told to the engine, which a created container's
     * process has lost by the time it starts: a word of 64 bits, whose lower half is the hook's number, counted from -1
     * downwards, and whose upper half is 0; then the report for {@link #failure(HookCall, byte[])}.
     */
    public void reportTo(Register descriptor) {
        reportTo = descriptor;
    }

    /** Size of the report that follows the word. */
    public static int reportSize() {
        return HookReport.SIZE;
    }

    /** The failure that a plan told under the tag. Of two that are told of one hook the first says why. */
    public HookFailure failure(long value, byte[] data) {
        return failure(calls.get(Math.toIntExact(value)), data);
    }

    /** The failure that a report means. */
    public static HookFailure failure(HookCall call, byte[] report) {
        return HookReport.read(Arrays.copyOf(report, HookReport.SIZE)).failure(call);
    }

    private void report(int number) {
        if (reportTo == null) {
            plan.tell(tag, number(number), report, number(HookReport.SIZE));
            return;
        }
        plan.store(message, number(-1 - number), 4);
        plan.store(message.plus(4), number(0), 4);
        plan.call("say which hook failed", null, new OnError.Ignore(OnError.ANY), Syscall.WRITE, reportTo, message,
                number(WORD + HookReport.SIZE));
    }

    /** A file in memory, so that a hook that does not read it cannot block the plan. */
    private void writeState(HookKind kind, Operand pid) {
        HookState state = HookState.of(container, kind);
        plan.call("make the state that hooks read", input, Syscall.MEMFD_CREATE, plan.data().string("state.json"),
                flags(1, "MFD_CLOEXEC"));
        write(state.before());
        if (!state.after().isEmpty()) {
            plan.format(digits, pid, scratch);
            plan.call("write the state that hooks read", Syscall.WRITE, input, digits, scratch);
            write(state.after());
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        plan.call("write the state that hooks read", Syscall.WRITE, input, plan.data().bytes("part of the state", bytes),
                number(bytes.length));
    }

    private void run(HookCall call, Preparation preparation, Label failed) {
        int number = calls.size();
        calls.add(call);
        Label begin = plan.label("hook");
        Label wait = plan.label("hook-runs");
        Label timedOut = plan.label("hook-timed-out");
        Label ended = plan.label("hook-ended");
        Label tell = plan.label("hook-failed");
        Label straight = plan.label("hook-output-not-wound");
        Label next = plan.label("hook-succeeded");

        open(call);
        plan.spawn("run " + call, cloneArguments, CLONE_ARGS_SIZE, begin, child);
        plan.call("close what the hook writes to", Syscall.CLOSE, writer);
        plan.call("watch " + call, childHandle, Syscall.PIDFD_OPEN, child, number(0));
        watch(call, wait, ended, timedOut);

        plan.place(timedOut);
        plan.store(report, number(HookReport.TIMED_OUT), 4);
        plan.call("kill " + call, null, new OnError.Ignore(Errno.ESRCH), Syscall.PIDFD_SEND_SIGNAL, childHandle,
                flags(Signal.KILL.number(), "SIGKILL"), NULL, number(0));

        plan.place(ended);
        lastWords();
        plan.call("wait for " + call, Syscall.WAIT4, child, status, number(0), NULL);
        plan.call("leave " + call, Syscall.CLOSE, childHandle);
        plan.call("leave what the hook wrote", Syscall.CLOSE, output);
        plan.load(scratch, report, 4);
        plan.jumpIf(scratch, Condition.NOT_EQUAL, number(0), tell);
        plan.load(scratch, status, 4);
        plan.jumpIf(scratch, Condition.EQUAL, number(0), next);
        plan.store(report.plus(HookReport.DETAIL), scratch, 4);

        plan.place(tell);
        // as offsets, for the reader may know the report and not the plan
        plan.add(position, position, number(-report.value()));
        plan.jumpIf(end, Condition.EQUAL, number(0), straight);
        plan.add(end, end, number(-report.value()));
        plan.place(straight);
        plan.store(report.plus(HookReport.POSITION), position, 8);
        plan.store(report.plus(HookReport.END), end, 8);
        report(number);
        plan.jump(failed);

        plan.place(begin);
        become(call, number, preparation);

        plan.place(next);
    }

    /** The pipe for the hook's output, and a report without a failure. */
    private void open(HookCall call) {
        plan.store(report, number(0), 4);
        plan.set(position, report.plus(HookReport.TEXT));
        plan.set(end, number(0));
        plan.call("rewind the state that hooks read", Syscall.LSEEK, input, number(0), flags(0, "SEEK_SET"));
        plan.call("make a pipe for the output of " + call, Syscall.PIPE2, pipe, flags(OpenFlag.O_CLOEXEC));
        plan.load(output, pipe, 4);
        plan.load(writer, pipe.plus(4), 4);
        plan.call("let reading the hook's output not block", Syscall.FCNTL, output, flags(4, "F_SETFL"),
                flags(OpenFlag.O_NONBLOCK));
    }

    /** Reads the output until the hook has ended, or its time is over. */
    private void watch(HookCall call, Label wait, Label ended, Label timedOut) {
        Label closed = plan.label("hook-output-closed");
        // the kernel writes back how much time is left (poll(2), "C library/kernel differences")
        Operand left = call.limited() ? plan.data().struct("{" + call.hook().timeout() + " s}",
                new Struct().u64(call.hook().timeout()).u64(0)) : NULL;
        plan.store(polled, childHandle, 4);
        plan.store(polled.plus(4), number(POLL_IN), 4);
        plan.store(polled.plus(8), output, 4);
        plan.store(polled.plus(12), number(POLL_IN), 4);
        plan.place(wait);
        plan.call("wait for " + call, scratch, Syscall.PPOLL, polled, number(2), left, NULL, SIGNAL_SET_SIZE);
        plan.jumpIf(scratch, Condition.EQUAL, number(0), timedOut);
        plan.load(scratch, polled.plus(6), 2);
        plan.jumpIf(scratch, Condition.NOT_EQUAL, number(0), ended);
        read(wait, closed);
        plan.jump(wait);
        plan.place(closed);
        // poll(2) skips negative descriptors
        plan.store(polled.plus(8), number(-1), 4);
        plan.jump(wait);
    }

    private void lastWords() {
        Label again = plan.label("hook-last-words");
        Label done = plan.label("hook-said-all");
        Register count = writer;
        plan.set(count, number(0));
        plan.place(again);
        plan.add(count, count, number(1));
        plan.jumpIf(count, Condition.EQUAL, number(LAST_READS), done);
        read(done, done);
        plan.jump(again);
        plan.place(done);
    }

    /** One read into the ring: past its end it goes on at the begin, and {@code end} says how far the text reached there. */
    private void read(Label nothing, Label closed) {
        Label within = plan.label("hook-output-within");
        Operand begin = report.plus(HookReport.TEXT);
        plan.call("read the output of a hook", scratch, new OnError.GoTo(nothing, Errno.EAGAIN), Syscall.READ, output,
                position, number(HookReport.CHUNK));
        plan.jumpIf(scratch, Condition.EQUAL, number(0), closed);
        plan.add(position, position, scratch);
        plan.jumpIf(position, Condition.LESS, report.plus(HookReport.TEXT + HookReport.RING), within);
        plan.set(end, position);
        plan.set(position, begin);
        plan.place(within);
    }

    /** In the child. What cannot be done is told from here, and the status 127 only ends it. */
    private void become(HookCall call, int number, Preparation preparation) {
        Label unable = plan.label("hook-cannot-start");
        OnError tellWhy = new OnError.GoTo(unable, OnError.ANY);
        resetSignals();
        for (int fd = 0; fd < 3; fd++) {
            plan.call("give the hook its descriptor " + fd, scratch, tellWhy, Syscall.DUP3, fd == 0 ? input : writer,
                    number(fd), number(0));
        }
        plan.call("let the hook have no other descriptor", scratch, tellWhy, Syscall.CLOSE_RANGE, number(3),
                flags(0xffff_ffffL, "~0"), flags(4, "CLOSE_RANGE_CLOEXEC"));
        Operand path = plan.data().string(call.hook().path());
        Operand arguments = plan.data().words(call.arguments(), false);
        Operand environment = plan.data().words(call.hook().env().isEmpty() ? inherited : call.hook().env(), true);
        preparation.add(scratch, tellWhy);
        plan.call("execute " + call, scratch, tellWhy, Syscall.EXECVE, path, arguments, environment);
        plan.place(unable);
        plan.store(report, number(HookReport.NOT_STARTED), 4);
        plan.store(report.plus(HookReport.DETAIL), scratch, 4);
        report(number);
        plan.leave(number(127));
    }

    /** Blocked and ignored signals outlive execve(2), so the hook would inherit the caller's. */
    private void resetSignals() {
        Label again = plan.label("hook-signal");
        plan.set(position, number(1));
        plan.place(again);
        plan.call("take the default action for each signal", null, new OnError.Ignore(Errno.EINVAL), Syscall.RT_SIGACTION,
                position, noSignals, NULL, SIGNAL_SET_SIZE);
        plan.add(position, position, number(1));
        plan.jumpIf(position, Condition.LESS, number(65), again);
        plan.call("block no signal", Syscall.RT_SIGPROCMASK, flags(2, "SIG_SETMASK"), noSignals, NULL, SIGNAL_SET_SIZE);
    }
}
