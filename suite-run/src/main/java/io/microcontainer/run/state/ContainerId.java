package io.microcontainer.run.state;

import io.microcontainer.run.RunException;

/**
 * The name of a container, which also names its directory and cgroup.
 *
 * @param text 1 to 1024 characters of A–Z, a–z, 0–9 and {@code _ + - .}, neither {@code .} nor {@code ..}
 */
public record ContainerId(String text) {

    private static final int LONGEST = 1024;

    /** @throws RunException for another text */
    public ContainerId {
        if (text.isEmpty()) {
            throw new RunException("the container id is empty");
        }
        if (text.length() > LONGEST) {
            throw new RunException("the container id has " + text.length() + " characters; at most " + LONGEST + " are allowed");
        }
        if (!valid(text)) {
            throw new RunException("the container id '" + printable(text)
                    + "' is not allowed: only letters, digits and the signs _ + - . make an id, and . and .. are none");
        }
    }

    static boolean valid(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && !text.equals(".") && !text.equals("..")
                && text.chars().allMatch(ContainerId::allowed);
    }

    private static boolean allowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_+-.".indexOf(c) >= 0;
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(64).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return shown.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
