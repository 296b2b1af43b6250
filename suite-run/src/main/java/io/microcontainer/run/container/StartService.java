package io.microcontainer.run.container;

/** {@code start}: the created container's program begins. */
public final class StartService {

    private final RuntimeContext context;

    public StartService(RuntimeContext context) {
        this.context = context;
    }

    /** Starts the program of a created container. */
    public void start(String id) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
