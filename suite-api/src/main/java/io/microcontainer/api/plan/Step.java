package io.microcontainer.api.plan;

import io.microcontainer.api.linux.Syscall;
import java.util.List;

/** One step of a plan. */
public sealed interface Step {

    /** What the step is for, in the user's words, as {@code mount proc on /proc}; empty for plain bookkeeping. */
    default String what() {
        return "";
    }

    /** A system call. Its result, or the negative errno, lands in {@code into} unless that is null. */
    record Call(String what, Syscall syscall, List<Operand> arguments, Register into, OnError onError) implements Step {
    }

    /** clone3(2) without shared memory: the child goes on at a label with a copy of everything, the parent with the next step. */
    record Spawn(String what, Operand.Address cloneArguments, int size, Label child, Register into, OnError onError)
            implements Step {
    }

    /** Go to a label. */
    record Jump(Label to) implements Step {
    }

    /** Go to a label when the comparison holds. */
    record JumpIf(Operand left, Condition condition, Operand right, Label to) implements Step {
    }

    /** A register takes a word. */
    record Set(Register into, Operand value) implements Step {
    }

    /** A register takes a sum. */
    record Add(Register into, Operand left, Operand right) implements Step {
    }

    /** A register takes 1, 2, 4 or 8 bytes of the data segment, zero-extended. */
    record Load(Register into, Operand from, int width) implements Step {
    }

    /** 1, 2, 4 or 8 bytes of the data segment take a word. */
    record Store(Operand to, Operand value, int width) implements Step {
    }

    /** Writes a word in decimal with a NUL behind it (24 bytes are enough); the number of characters lands in {@code into}. */
    record Format(Operand to, Operand value, Register into) implements Step {
    }

    /** Tells the engine a word, or a piece of the data segment too, and goes on. */
    record Tell(int tag, Operand value, Operand from, Operand size) implements Step {
    }

    /** In a traced plan: tells the engine that the plan has come to what is named here, and goes on. */
    record Trace(String what, int index) implements Step {

        /** The tag of {@link Tell} by which the launcher tells it, with the step's index. Plans' authors use others. */
        public static final int TAG = 0;
    }

    /** Asks the engine, waits, and goes on with its word in {@code into}. */
    record Await(String what, int tag, Operand value, Register into) implements Step {
    }

    /**
     * Waits for a child in the foreground: forwards signals, relays a terminal's master side unless that is -1; wait status in
     * {@code into}. With a {@code door}, a socket that listens, unless that is -1, the wait ends early with {@link #KNOCK}, {@link #CALL} for
     * {@code line}, another socket, or {@link #HUNG_UP} for the caller's terminal, and the child lives on.
     */
    record Monitor(String what, Operand pid, Operand master, Operand door, Operand line, Register into) implements Step {

        /** Somebody connects to the door. */
        public static final long KNOCK = -2;

        /** Something came over the line, or its end. */
        public static final long CALL = -3;

        /** The caller's terminal is gone. */
        public static final long HUNG_UP = -4;
    }

    /**
     * In a plan that began before all of it was compiled: receives the rest, which lies behind this step. In a whole plan nothing is to
     * be done. One process of the plan comes here, and no other one reads from {@link Register#SOCKET} before it went on.
     */
    record More(String what) implements Step {
    }

    /** The plan ends well with a value; in a spawned process: that process ends with status 0. */
    record End(Operand value) implements Step {
    }

    /** The process ends with a status. Only for spawned processes: the launcher itself ends by the engine's word. */
    record Leave(Operand status) implements Step {
    }
}
