package io.microcontainer.run.container;

/** {@code state}: what is known of one container. */
public final class StateService {

    private final RuntimeContext context;

    public StateService(RuntimeContext context) {
        this.context = context;
    }

    /** Looks at a container and its init. */
    public ContainerInfo state(String id) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
