package io.microcontainer.api.plan;

import io.microcontainer.api.linux.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compiles a plan step by step. Steps run in the order in which they are added; {@link #place} marks places to go to.
 *
 * <pre>{@code
 * PlanBuilder p = new PlanBuilder("say hello");
 * p.call("write a greeting", Syscall.WRITE, number(1), p.data().string("hello\n"), number(6));
 * p.end();
 * Plan plan = p.build();
 * }</pre>
 */
public final class PlanBuilder {

    private final String title;
    private final List<Step> steps = new ArrayList<>();
    private final List<Label> placed = new ArrayList<>();
    private final DataSegment data = new DataSegment();
    private int registers;
    private int names;
    private Label cleanup;
    private Plan.Recovery recovery = Plan.Recovery.NONE;
    private boolean sealed;
    private boolean traced;
    private String lastTraced = "";

    /** @param title what the whole plan does, in the user's words */
    public PlanBuilder(String title) {
        this.title = title;
    }

    /** The memory that the plan's system calls read and write. */
    public DataSegment data() {
        return data;
    }

    /** A new register, zero when the plan begins. */
    public Register register(String name) {
        if (registers == Register.FREE) {
            throw new IllegalStateException("a plan has " + Register.FREE + " registers and " + name + " is one more");
        }
        return new Register(registers++, name);
    }

    /** A label to place later. Names need not be unique. */
    public Label label(String name) {
        return new Label(name + "." + names++);
    }

    /** The next step is where this label's jumps arrive. */
    public void place(Label label) {
        label.placeAt(steps.size());
        placed.add(label);
    }

    /**
     * Whether the steps that follow tell the engine what they are for, before they act. Not for processes that have closed
     * {@link Register#SOCKET}, or that a filter may keep from writing to it; nor for what shall go on without an engine.
     */
    public void trace(boolean wanted) {
        traced = wanted;
    }

    /** Tells the engine a sentence, in a traced plan only. */
    public void note(String what) {
        if (traced && !what.isEmpty() && !what.equals(lastTraced)) {
            steps.add(new Step.Trace(what, steps.size()));
            lastTraced = what;
        }
    }

    /** A system call whose refusal fails the plan and whose result nobody needs. */
    public void call(String what, Syscall syscall, Operand... arguments) {
        call(what, null, new OnError.Fail(), syscall, arguments);
    }

    /** A system call with its result in a register (for an ignored refusal: the negative errno). */
    public void call(String what, Register into, Syscall syscall, Operand... arguments) {
        call(what, into, new OnError.Fail(), syscall, arguments);
    }

    /**
     * A system call.
     *
     * @param what      what for, in the user's words; a failure's message begins with it
     * @param into      takes the result, or null
     * @param onError   what a refusal means
     * @param arguments up to six
     */
    public void call(String what, Register into, OnError onError, Syscall syscall, Operand... arguments) {
        note(what);
        steps.add(new Step.Call(what, syscall, List.of(arguments), into, onError));
    }

    /**
     * clone3(2) without shared memory.
     *
     * @param cloneArguments struct clone_args in the data segment
     * @param size           its size
     * @param child          where the child goes on
     * @param into           takes the child's process id
     */
    public void spawn(String what, Operand.Address cloneArguments, int size, Label child, Register into) {
        spawn(what, cloneArguments, size, child, into, new OnError.Fail());
    }

    /** The same with a meaning of a refusal. */
    public void spawn(String what, Operand.Address cloneArguments, int size, Label child, Register into, OnError onError) {
        note(what);
        steps.add(new Step.Spawn(what, cloneArguments, size, child, into, onError));
    }

    public void jump(Label to) {
        steps.add(new Step.Jump(to));
    }

    public void jumpIf(Operand left, Condition condition, Operand right, Label to) {
        steps.add(new Step.JumpIf(left, condition, right, to));
    }

    public void set(Register into, Operand value) {
        steps.add(new Step.Set(into, value));
    }

    public void add(Register into, Operand left, Operand right) {
        steps.add(new Step.Add(into, left, right));
    }

    public void load(Register into, Operand from, int width) {
        steps.add(new Step.Load(into, from, width));
    }

    public void store(Operand to, Operand value, int width) {
        steps.add(new Step.Store(to, value, width));
    }

    public void format(Operand to, Operand value, Register into) {
        steps.add(new Step.Format(to, value, into));
    }

    public void tell(int tag, Operand value) {
        steps.add(new Step.Tell(tag, value, Operand.NULL, Operand.number(0)));
    }

    public void tell(int tag, Operand value, Operand from, Operand size) {
        steps.add(new Step.Tell(tag, value, from, size));
    }

    public void await(String what, int tag, Operand value, Register into) {
        note(what);
        steps.add(new Step.Await(what, tag, value, into));
    }

    public void monitor(String what, Operand pid, Operand master, Register into) {
        monitor(what, pid, master, Operand.number(-1), Operand.number(-1), into);
    }

    /** The same, left early for what happens at a door or on a line: see {@link Step.Monitor}. */
    public void monitor(String what, Operand pid, Operand master, Operand door, Operand line, Register into) {
        steps.add(new Step.Monitor(what, pid, master, door, line, into));
    }

    public void end(Operand value) {
        steps.add(new Step.End(value));
    }

    public void end() {
        end(Operand.number(0));
    }

    public void leave(Operand status) {
        steps.add(new Step.Leave(status));
    }

    /**
     * Ends the part that can run before the rest is compiled: see {@link Step.More}.
     *
     * @return that part; all its labels must be placed
     */
    public Plan beginning(String what) {
        note(what);
        steps.add(new Step.More(what));
        data.fix();
        return build();
    }

    /** After a failure in the launcher itself, the plan goes on here once, and still counts as failed. */
    public void cleanup(Label label) {
        cleanup = label;
    }

    /** The command, with the tool's name first, that cleans up should the engine die while the plan runs. */
    public void recovery(List<String> words) {
        Operand.Address first = null;
        for (String word : words) {
            Operand.Address at = data.secret(word);
            first = first == null ? at : first;
        }
        recovery = first == null ? Plan.Recovery.NONE : new Plan.Recovery(words, first.value());
    }

    /** The launcher first turns into a sealed copy of itself, so that a container cannot write to its file (CVE-2019-5736). */
    public void sealed() {
        sealed = true;
    }

    /** The finished plan. */
    public Plan build() {
        Map<Integer, List<String>> labels = new TreeMap<>();
        placed.forEach(l -> labels.computeIfAbsent(l.step(), k -> new ArrayList<>()).add(l.name()));
        return new Plan(title, List.copyOf(steps), labels, data.toBytes(), data.size(), cleanup == null ? -1 : cleanup.step(),
                recovery, sealed);
    }
}
