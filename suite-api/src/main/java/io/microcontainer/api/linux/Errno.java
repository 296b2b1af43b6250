package io.microcontainer.api.linux;

/** placeholder */
public final class Errno {
    private Errno() {
    }

    public static String describe(int errno) {
        return "errno " + errno;
    }
}
