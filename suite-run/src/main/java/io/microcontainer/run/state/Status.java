package io.microcontainer.run.state;

import java.util.Locale;

/** Where a container stands in its life: runtime-spec, runtime.md, State; {@code paused} is every runtime's addition. */
public enum Status {
    /** A create is at work, its process does not run yet. */
    CREATING,
    /** Its first process waits for start. */
    CREATED,
    /** Its process runs the user's program. */
    RUNNING,
    /** Its processes are frozen. */
    PAUSED,
    /** Its process has ended, or its create was killed before there was one. */
    STOPPED;

    /** The word of the spec, such as {@code running}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
