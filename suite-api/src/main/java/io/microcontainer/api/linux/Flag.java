package io.microcontainer.api.linux;

/** A bit, or a few, of a system call's flags, by the name that the manual gives it. Implemented by enums. */
public interface Flag {

    /** The bits on the architecture that this JVM runs on. */
    long bits();

    /** The name in the manual. */
    String name();

    /** All bits of some flags. */
    static long all(Flag... flags) {
        long all = 0;
        for (Flag flag : flags) {
            all |= flag.bits();
        }
        return all;
    }
}
