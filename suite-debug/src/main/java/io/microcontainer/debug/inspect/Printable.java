package io.microcontainer.debug.inspect;

/** Makes what a container wrote harmless for a terminal. */
final class Printable {

    private Printable() {
    }

    /** The text with a question mark for each character that is a command to a terminal. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return out.toString();
    }
}
