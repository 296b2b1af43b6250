package io.microcontainer.app.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Reads command lines as engines write them: a tool's options, a command, its options by their whole names, and a word for each
 * parameter. It fills the fields that picocli's annotations describe, in a small part of picocli's time, which is a third
 * of what a short command takes. Whatever is less plain (help, lists, abbreviations, {@code @files}, every mistake) is
 * left to picocli. Used by one thread at a time.
 */
final class PlainWords {

    private final String command;
    private final List<Section> sections;
    private final Section own;

    /**
     * @param tool    the tool's own options
     * @param command one of its commands
     */
    PlainWords(CommandSpec tool, CommandSpec command) {
        this.command = command.name();
        this.own = new Section(command);
        this.sections = List.of(new Section(tool), own);
    }

    /** @param tool one that is used without a command too */
    PlainWords(CommandSpec tool) {
        this.command = null;
        this.own = new Section(tool);
        this.sections = List.of(own);
    }

    /**
     * Fills the fields of tool and command.
     *
     * @return whether the words were plain; if not, picocli has to read them
     */
    boolean read(List<String> words) {
        sections.forEach(Section::begin);
        int at = sections.getFirst().options(words, 0);
        if (command != null && at >= 0) {
            at = at < words.size() && words.get(at).equals(command) ? own.options(words, at + 1) : -1;
        }
        if (at < 0 || !own.parameters(words, at) || !sections.stream().allMatch(Section::complete)) {
            return false;
        }
        sections.forEach(Section::fill);
        return true;
    }

    /** Says that picocli fills the fields. */
    void forget() {
        sections.forEach(Section::forget);
    }

    /** The options and parameters of one command. */
    private static final class Section {

        private static final Object UNKNOWN = new Object();

        private final Map<String, Slot> options = new HashMap<>();
        private final List<Slot> parameters = new ArrayList<>();
        private final List<Slot> all = new ArrayList<>();
        private final boolean usable;
        private final boolean takesProgram;

        /** An option or parameter with what its field holds, what it gets if it is not given, and what is given. */
        private static final class Slot {

            private final ArgSpec argument;
            private final Object absent;
            private Object held = UNKNOWN;
            private Object given;

            Slot(ArgSpec argument) {
                this.argument = argument;
                // picocli reads a field's first value when it is first asked for it, which must be before we write there.
                Object initial = argument.initialValue();
                this.absent = argument.defaultValue() == null ? initial : convert(argument, argument.defaultValue());
            }

            boolean isUsable() {
                return argument.defaultValue() == null || absent != null;
            }

            void fill() {
                Object value = given == null ? absent : given;
                if (value == held) {
                    return;
                }
                try {
                    argument.setter().set(value);
                } catch (Exception e) {
                    throw new IllegalStateException("set " + argument, e);
                }
                held = value;
            }
        }

        Section(CommandSpec spec) {
            boolean plain = true;
            takesProgram = spec.userObject() instanceof TakesProgram;
            for (OptionSpec option : spec.options()) {
                Slot slot = new Slot(option);
                all.add(slot);
                if (isPlain(option)) {
                    for (String name : option.names()) {
                        options.put(name, slot);
                    }
                }
            }
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                parameters.add(new Slot(parameter));
            }
            parameters.sort(Comparator.comparingInt(slot -> ((PositionalParamSpec) slot.argument).index().min()));
            for (int i = 0; i < parameters.size(); i++) {
                plain &= ((PositionalParamSpec) parameters.get(i).argument).index().min() == i;
            }
            all.addAll(parameters);
            for (Slot slot : all) {
                plain &= slot.isUsable();
            }
            usable = plain;
        }

        void begin() {
            for (Slot slot : all) {
                slot.given = null;
            }
        }

        void forget() {
            for (Slot slot : all) {
                slot.held = UNKNOWN;
            }
        }

        /** Reads options up to the first other word. The place of that word, or -1 where something is not plain. */
        int options(List<String> words, int from) {
            int at = from;
            while (at < words.size() && words.get(at).startsWith("-")) {
                String word = words.get(at++);
                int sign = word.startsWith("--") ? word.indexOf('=') : -1;
                Slot slot = options.get(sign < 0 ? word : word.substring(0, sign));
                if (slot == null || slot.given != null) {
                    return -1;
                } else if (slot.argument.arity().max() == 0) {
                    slot.given = sign < 0 ? Boolean.TRUE : null;
                } else if (sign >= 0) {
                    slot.given = value(slot.argument, word.substring(sign + 1));
                } else {
                    slot.given = at < words.size() ? value(slot.argument, words.get(at++)) : null;
                }
                if (slot.given == null) {
                    return -1;
                }
            }
            return usable ? at : -1;
        }

        /** Gives each parameter one of the words; false if that is not plain. */
        boolean parameters(List<String> words, int from) {
            for (int i = 0; from + i < words.size(); i++) {
                if (i == parameters.size()) {
                    return false;
                }
                Slot slot = parameters.get(i);
                if (takesProgram && i > 0 && i == parameters.size() - 1 && isWords(slot.argument)) {
                    return program(slot, words.subList(from + i, words.size()));
                }
                slot.given = isSingle(slot.argument) ? value(slot.argument, words.get(from + i)) : null;
                if (slot.given == null) {
                    return false;
                }
            }
            return true;
        }

        /** Behind the first parameter all words are another program's, whatever they begin with. */
        private static boolean program(Slot slot, List<String> words) {
            for (String word : words) {
                if (word.startsWith("@")) {
                    return false;
                }
            }
            slot.given = List.copyOf(words);
            return true;
        }

        /** Whether all is given that has to be. */
        boolean complete() {
            for (Slot slot : all) {
                if (slot.given == null && slot.argument.required()) {
                    return false;
                }
            }
            return true;
        }

        void fill() {
            for (Slot slot : all) {
                slot.fill();
            }
        }

        private static boolean isPlain(OptionSpec option) {
            boolean flag = option.arity().max() == 0 && option.type() == boolean.class && !option.negatable()
                    && Boolean.FALSE.equals(option.initialValue()) && option.defaultValue() == null;
            return !option.usageHelp() && !option.versionHelp() && (flag || isSingle(option));
        }

        private static boolean isSingle(ArgSpec argument) {
            return (argument.arity().min() == 1 || argument.isPositional()) && argument.arity().max() == 1 && !argument.isMultiValue()
                    && isUnchanged(argument);
        }

        private static boolean isWords(ArgSpec argument) {
            return argument.type() == List.class && argument.auxiliaryTypes()[0] == String.class && isUnchanged(argument);
        }

        /** Whether a word becomes a value without more ado than its type asks for. */
        private static boolean isUnchanged(ArgSpec argument) {
            return argument.splitRegex().isEmpty() && !argument.interactive() && argument.parameterConsumer() == null
                    && argument.converters().length == 0;
        }

        /** A word's value, or null where picocli may see more in it than its letters. */
        private static Object value(ArgSpec argument, String word) {
            return word.isEmpty() || word.charAt(0) == '-' || word.charAt(0) == '@' ? null : convert(argument, word);
        }

        private static Object convert(ArgSpec argument, String text) {
            Class<?> type = argument.type();
            if (type == String.class) {
                return text;
            } else if (type == int.class) {
                return integer(text);
            }
            for (Object constant : type.isEnum() ? type.getEnumConstants() : new Object[0]) {
                if (constant.toString().equals(text)) {
                    return constant;
                }
            }
            return null;
        }

        private static Integer integer(String text) {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }
}
