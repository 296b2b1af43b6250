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
        SYSCALL, JUMP, JUMP_IF, SET, ADD, LOAD, STORE, SPAWN, TELL, AWAIT, FORMAT, MONITOR, END, LEAVE
    }

    private final Architecture architecture;

    public PlanEncoder(Architecture architecture) {
        this.architecture = architecture;
    }

    /** The bytes of a PLAN frame. */
    public byte[] encode(Plan plan) {
        byte[] data = plan.data();
        ByteBuffer out = ByteBuffer.allocate(HEAD + STEP * plan.steps().size() + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(plan.steps().size()).putInt(plan.cleanup()).putLong(plan.dataSize()).putLong(data.length)
                .putLong(plan.recovery().address()).putLong(plan.recovery().words().size());
        for (Step step : plan.steps()) {
            encode(step, out);
        }
        return out.put(data).array();
    }

    private void encode(Step step, ByteBuffer out) {
        switch (step) {
            case Step.Call s -> put(out, Op.SYSCALL, 0, s.into(), s.syscall().number(architecture), s.arguments(),
                    s.onError(), NOWHERE);
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
            case Step.Await s -> put(out, Op.AWAIT, 0, s.into(), List.of(Operand.number(s.tag()), s.value()), NOWHERE);
            case Step.Monitor s -> put(out, Op.MONITOR, 0, s.into(), List.of(s.pid(), s.master()), NOWHERE);
            case Step.End s -> put(out, Op.END, 0, null, List.of(s.value()), NOWHERE);
            case Step.Leave s -> put(out, Op.LEAVE, 0, null, List.of(s.status()), NOWHERE);
        }
    }

    private void put(ByteBuffer out, Op op, int aux, Register into, List<Operand> arguments, int target) {
        put(out, op, aux, into, 0, arguments, new OnError.Fail(), target);
    }

    private void put(ByteBuffer out, Op op, int aux, Register into, long number, List<Operand> arguments,
            OnError onError, int target) {
        if (arguments.size() > 6) {
            throw new IllegalArgumentException("a step takes six arguments at most: " + arguments);
        }
        int inRegister = 0;
        for (int i = 0; i < arguments.size(); i++) {
            inRegister |= arguments.get(i) instanceof Register ? 1 << i : 0;
        }
        long errnos = 0;
        int policy = 0;
        switch (onError) {
            case OnError.Fail _ -> {
            }
            case OnError.Ignore(int[] set) -> {
                policy = 1;
                errnos = OnError.pack(set);
            }
            case OnError.GoTo(Label label, int[] set) -> {
                policy = 2;
                errnos = OnError.pack(set);
                target = label.step();
            }
        }
        out.put((byte) op.ordinal()).put((byte) inRegister).put((byte) aux).put((byte) policy)
                .putInt(into == null ? NO_REGISTER : into.index()).putLong(number);
        for (int i = 0; i < 6; i++) {
            out.putLong(i < arguments.size() ? word(arguments.get(i)) : 0);
        }
        out.putLong(errnos).putLong(target);
    }

    private static long word(Operand operand) {
        return switch (operand) {
            case Operand.Number n -> n.value();
            case Operand.Flags f -> f.value();
            case Operand.Address a -> a.value();
            case Register r -> r.index();
        };
    }
}
