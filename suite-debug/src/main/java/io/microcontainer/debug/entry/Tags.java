package io.microcontainer.debug.entry;

/** What a session's plan tells and asks the engine. */
public final class Tags {

    /** Asks, once the target's pidfd is held, whether that is still the process that was meant. */
    public static final int SAME = 1;

    /** Tells the errno (negative) with which the kernel refused a cart's image. */
    public static final int IMAGE_REFUSED = 2;

    /** Tells what the file system said about that, before it. */
    public static final int IMAGE_LOG = 3;

    /** Tells the errno (negative) with which the kernel refused a place in one of the target's cgroups. */
    public static final int CGROUP_REFUSED = 4;

    /** Tells the errno (negative) of a program that cannot be run. */
    public static final int PROGRAM_REFUSED = 5;

    /** Tells that the session's guardian was killed: with the target, whose pid namespace ends with its first process, or by somebody. */
    public static final int GUARDIAN_KILLED = 8;

    /** Tells that the target has ended. */
    public static final int TARGET_ENDED = 6;

    /** Asks whether to go on, and tells the port that is listened on, its two bytes as they lie in the network's order. */
    public static final int LISTENING = 7;

    private Tags() {
    }
}
