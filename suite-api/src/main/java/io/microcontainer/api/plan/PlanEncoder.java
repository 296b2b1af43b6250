package io.microcontainer.api.plan;

import io.microcontainer.api.linux.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Encodes a plan as the launcher reads it: a head of 40 bytes (number of steps, cleanup step, data size, filled data size,
 * recovery words and their number), steps of 80 bytes, the data segment; little endian. The numbers are those of plan.c.
 */
public final class PlanEncoder {

    private static final int HEAD = 40;
    private static final int STEP = 80;
    private static final int NOWHERE = -1;
    private static final int NO_REGISTER = 255;

    private enum Op {
        SYSCALL, JUMP, JUMP_IF, SET, ADD, LOAD, STORE, SPAWN, TELL, AWAIT, FORMAT, MONITOR, END, LEAVE, MORE
    }

    private final Architecture architecture;

    public PlanEncoder(Architecture architecture) {
        this.architecture = architecture;
    }

    /** The bytes of a PLAN frame: of a whole plan, or of the beginning of one. */
    public byte[] encode(Plan plan) {
        return encode(plan, 0, 0);
    }

    /**
     * The bytes of a REST frame.
     *
     * @param plan  the whole plan
     * @param begun its beginning, as {@link PlanBuilder#beginning} gave it
     */
    public byte[] encodeRest(Plan plan, Plan begun) {
        return encode(plan, begun.steps().size(), begun.data().length);
    }

    private byte[] encode(Plan plan, int firstStep, int firstByte) {
        byte[] data = plan.data();
        int filled = data.length - firstByte;
        List<Step> steps = plan.steps();
        int words = (HEAD + STEP * (steps.size() - firstStep)) / Long.BYTES;
        Words out = new Words(words);
        out.put(steps.size() - firstStep | (long) plan.cleanup() << 32);
        out.put(plan.dataSize());
        out.put(filled);
        out.put(plan.recovery().address());
        out.put(plan.recovery().words().size());
        for (int i = firstStep; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step instanceof Step.More) {
                put(out, i == steps.size() - 1 ? Op.MORE : Op.SET, 0, null, List.of(Operand.number(0)), NOWHERE);
            } else {
                encode(step, out);
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(words * Long.BYTES + filled).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(out.words);
        return bytes.put(words * Long.BYTES, data, firstByte, filled).array();
    }

    /** Words one behind the other: a plan has some thousands, and a call of ByteBuffer for each takes its time. */
    private static final class Words {

        private final long[] words;
        private int size;

        Words(int capacity) {
            words = new long[capacity];
        }

        void put(long word) {
            words[size++] = word;
        }
    }

    private void encode(Step step, Words out) {
        // Most steps are calls, and a switch over types is slow until a JVM has compiled it for long.
        if (step instanceof Step.Call call) {
            put(out, Op.SYSCALL, 0, call.into(), call.syscall().number(architecture), call.arguments(), call.onError(), NOWHERE);
        } else {
            encodeOther(step, out);
        }
    }

    private void encodeOther(Step step, Words out) {
        switch (step) {
            case Step.Call _ -> throw new IllegalArgumentException("a call is encoded elsewhere");
            case Step.More _ -> throw new IllegalArgumentException("what it is depends on its place");
            case Step.Spawn s -> put(out, Op.SPAWN, 0, s.into(), s.child().step(),
                    List.of(s.cloneArguments(), Operand.number(s.size())), s.onError(), NOWHERE);
            case Step.Jump s -> put(out, Op.JUMP, 0, null, List.of(), s.to().step());
            case Step.JumpIf s -> put(out, Op.JUMP_IF, s.condition().ordinal(), null, List.of(s.left(), s.right()),
                    s.to().step());
            case Step.Set s -> put(out, Op.SET, 0, s.into(), List.of(s.value()), NOWHERE);
            case Step.Add s -> put(out, Op.ADD, 0, s.into(), List.of(s.left(), s.right()), NOWHERE);
            case Step.Load s -> put(out, Op.LOAD, s.width(), s.into(), List.of(s.from()), NOWHERE);
            case Step.Store s -> put(out, Op.STORE, s.width(), null, List.of(s.to(), s.value()), NOWHERE);
            case Step.Format s -> put(out, Op.FORMAT, 0, s.into(), List.of(s.to(), s.value()), NOWHERE);
            case Step.Tell s -> put(out, Op.TELL, 0, null,
                    List.of(Operand.number(s.tag()), s.value(), s.from(), s.size()), NOWHERE);
            case Step.Trace s -> put(out, Op.TELL, 0, null,
                    List.of(Operand.number(Step.Trace.TAG), Operand.number(s.index()), Operand.NULL, Operand.number(0)), NOWHERE);
            case Step.Await s -> put(out, Op.AWAIT, 0, s.into(), List.of(Operand.number(s.tag()), s.value()), NOWHERE);
            case Step.Monitor s -> put(out, Op.MONITOR, 0, s.into(), List.of(s.pid(), s.master(), s.door(), s.line()), NOWHERE);
            case Step.End s -> put(out, Op.END, 0, null, List.of(s.value()), NOWHERE);
            case Step.Leave s -> put(out, Op.LEAVE, 0, null, List.of(s.status()), NOWHERE);
        }
    }

    private void put(Words out, Op op, int aux, Register into, List<Operand> arguments, int target) {
        put(out, op, aux, into, 0, arguments, new OnError.Fail(), target);
    }

    private void put(Words out, Op op, int aux, Register into, long number, List<Operand> arguments,
            OnError onError, int target) {
        if (arguments.size() > 6) {
            throw new IllegalArgumentException("a step takes six arguments at most: " + arguments);
        }
        int inRegister = 0;
        int first = out.size + 2;
        for (int i = 0; i < arguments.size(); i++) {
            Operand argument = arguments.get(i);
            inRegister |= argument instanceof Register ? 1 << i : 0;
            out.words[first + i] = argument.word();
        }
        long errnos = 0;
        int policy = 0;
        if (onError instanceof OnError.Ignore ignore) {
            policy = 1;
            errnos = OnError.pack(ignore.errnos());
        } else if (onError instanceof OnError.GoTo elsewhere) {
            policy = 2;
            errnos = OnError.pack(elsewhere.errnos());
            target = elsewhere.label().step();
        }
        int register = into == null ? NO_REGISTER : into.index();
        out.put(op.ordinal() | inRegister << 8 | (aux & 0xff) << 16 | policy << 24 | (long) register << 32);
        out.put(number);
        out.size = first + 6;
        out.put(errnos);
        out.put(target);
    }
}
