package io.microcontainer.run.compile;

import java.util.Optional;

/** What a plan of this package tells the engine or asks it. */
public enum Topic {
    /** Told: the process id of the container's init, or of the executed process. */
    PROCESS,
    /** Told: the number of the sentence that says why the plan gives up, see {@link Refusals}. */
    REFUSED,
    /** Asked with a process id: write the id maps of its user namespace. */
    ID_MAPS,
    /** Asked with a process id: make sure that the container's cgroup is there, and the process in it if it cannot enter by itself. */
    CGROUP,
    /** Told with data: the beginning of the container's /etc/passwd. */
    PASSWD,
    /** Asked: lay the setting of HOME into the plan's memory; the answer is its length. */
    HOME,
    /** Asked with a process id: all is ready, save it; the program starts after the answer. */
    READY,
    /** Told with data: a hook failed. */
    HOOK_FAILED,
    /** Asked: is this still the process that the state means? 0 for yes. */
    SAME_PROCESS,
    /** Told: the word of a {@link StartFailure}. */
    START_FAILED,
    /** Asked: memory has run out in the container's cgroup. 0 to go on. */
    OUT_OF_MEMORY,
    /** Asked: an interval is over. 0 to go on. */
    INTERVAL,
    /** Asked: the container's init has ended. */
    INIT_ENDED,
    /** Told with a negative errno: the service manager could not be told that the container is ready. */
    NOTIFY_FAILED,
    /** Told with data: descriptors of the launcher's, each 64 bits. */
    CRIU_DESCRIPTORS,
    /** Asked with CRIU's process id: lay the request to CRIU into the plan's memory; the answer is its length. */
    CRIU_REQUEST,
    /** Told with data: a message of CRIU's. */
    CRIU_MESSAGE,
    /** Asked: what to do with it; the answer is a {@link CompiledCriu.Action}. */
    CRIU_ANSWER;

    /** The tag in the plan. */
    public int tag() {
        return ordinal() + 1;
    }

    /** The topic of a tag. */
    public static Optional<Topic> of(int tag) {
        return tag >= 1 && tag <= values().length ? Optional.of(values()[tag - 1]) : Optional.empty();
    }
}
