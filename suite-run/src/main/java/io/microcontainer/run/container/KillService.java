package io.microcontainer.run.container;

/** {@code kill}: a signal for a container. */
public final class KillService {

    private final RuntimeContext context;

    public KillService(RuntimeContext context) {
        this.context = context;
    }

    /** Sends a signal to the init or to all processes. */
    public void kill(KillRequest request) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
