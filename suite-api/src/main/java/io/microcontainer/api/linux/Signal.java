package io.microcontainer.api.linux;

import java.util.List;
import java.util.Locale;

/**
 * A signal, signal(7). Numbers are the same on both architectures.
 *
 * @param number 1 to 64; 0 only asks whether the process is there (kill(2))
 */
public record Signal(int number) {

    private static final int FIRST_REALTIME = 34;
    private static final int LAST = 64;

    /** Names by number; of two names for one number the first is the usual one. */
    private static final List<String> NAMES = List.of("0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE",
            "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
            "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

    public static final Signal HUP = new Signal(1);
    public static final Signal KILL = new Signal(9);
    public static final Signal TERM = new Signal(15);
    public static final Signal CHLD = new Signal(17);

    public Signal {
        if (number < 0 || number > LAST) {
            throw new IllegalArgumentException("there is no signal " + number);
        }
    }

    /**
     * Reads a number or a name, with or without {@code SIG}, in any case: {@code 15}, {@code TERM}, {@code SIGRTMIN+3}.
     *
     * @throws IllegalArgumentException with a sentence for the user if there is no such signal
     */
    public static Signal parse(String text) {
        String word = text.toUpperCase(Locale.ROOT);
        if (word.startsWith("SIG")) {
            word = word.substring(3);
        }
        int number = switch (word) {
            case "IOT" -> 6;
            case "CLD" -> 17;
            case "POLL" -> 29;
            case "UNUSED" -> 31;
            default -> word.matches("[0-9]{1,2}") ? Integer.parseInt(word) : named(word);
        };
        if (number < 0 || number > LAST) {
            throw new IllegalArgumentException("unknown signal \"" + text + "\"");
        }
        return new Signal(number);
    }

    private static int named(String word) {
        int plain = NAMES.indexOf(word);
        if (plain > 0) {
            return plain;
        }
        if (word.matches("RTMIN(\\+[0-9]{1,2})?")) {
            int above = word.length() == 5 ? 0 : Integer.parseInt(word.substring(6));
            return above <= LAST - FIRST_REALTIME ? FIRST_REALTIME + above : -1;
        }
        if (word.matches("RTMAX(-[0-9]{1,2})?")) {
            int below = word.length() == 5 ? 0 : Integer.parseInt(word.substring(6));
            return below <= LAST - FIRST_REALTIME ? LAST - below : -1;
        }
        return -1;
    }

    @Override
    public String toString() {
        if (number == 0) {
            return "signal 0";
        }
        if (number < NAMES.size()) {
            return "SIG" + NAMES.get(number);
        }
        return number < FIRST_REALTIME ? "signal " + number : "SIGRTMIN+" + (number - FIRST_REALTIME);
    }
}
