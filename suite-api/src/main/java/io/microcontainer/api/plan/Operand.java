package io.microcontainer.api.plan;

import io.microcontainer.api.linux.Flag;
import java.util.List;
import java.util.stream.Collectors;

/** An argument of a plan's step: a fixed word, a place in the data segment, or what a register holds when the step runs. */
public sealed interface Operand permits Operand.Number, Operand.Flags, Operand.Address, Register {

    /** The word that stands for it in an encoded plan; for a register its index. */
    long word();

    /**
     * A fixed word.
     *
     * @param value the word
     * @param text  how it reads in the manual, as {@code O_PATH|O_CLOEXEC}; null: in decimal
     */
    record Number(long value, String text) implements Operand {
        @Override
        public long word() {
            return value;
        }

        @Override
        public String toString() {
            return text == null ? Long.toString(value) : text;
        }
    }

    /**
     * A union of flags. Its text is made when a plan is shown, which most plans never are.
     *
     * @param value the union
     * @param names its parts
     */
    record Flags(long value, List<Flag> names) implements Operand {
        public Flags {
            names = List.copyOf(names);
        }

        @Override
        public long word() {
            return value;
        }

        @Override
        public String toString() {
            return names.isEmpty() ? "0" : names.stream().map(Flag::name).collect(Collectors.joining("|"));
        }
    }

    /**
     * A place in the data segment.
     *
     * @param value where the launcher maps it
     * @param text  what lies there
     */
    record Address(long value, String text) implements Operand {

        @Override
        public long word() {
            return value;
        }

        /** The place some bytes further on, for a field of a structure. */
        public Address plus(long bytes) {
            return bytes == 0 ? this : new Address(value + bytes, text + "+" + bytes);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A null pointer. */
    Number NULL = new Number(0, "NULL");

    /** AT_FDCWD: paths are resolved from the working directory. */
    Number AT_FDCWD = new Number(-100, "AT_FDCWD");

    /** A plain number. */
    static Number number(long value) {
        return new Number(value, null);
    }

    /** Flags with the names that the manual gives them. */
    static Number flags(long value, String names) {
        return new Number(value, names);
    }

    /** The union of some flags. */
    static Flags flags(Flag... flags) {
        return new Flags(Flag.all(flags), List.of(flags));
    }

    /** An octal mode, as chmod(1) shows it. */
    static Number mode(int mode) {
        return new Number(mode, "0" + Integer.toOctalString(mode));
    }
}
