package io.microcontainer.run.compile;

/** Sentences of runc's debug log that tools look for, at the same places of a container's life. */
final class RuncWords {

    /** Before the container's process is spawned. */
    static final String SPAWN = "nsexec container setup";

    /** That process begins. */
    static final String CHILD = "child process in init()";

    /** It is all that it can be without its program, and waits. */
    static final String READY = "init: closing the pipe to signal completion";

    /** The same for a process of exec. */
    static final String EXECUTE = "setns_init: about to exec";

    private RuncWords() {
    }
}
