package io.microcontainer.run.container;

/** {@code delete}: takes a stopped container away. */
public final class DeleteService {

    private final RuntimeContext context;

    public DeleteService(RuntimeContext context) {
        this.context = context;
    }

    /** Removes all that is left of a container. */
    public void delete(DeleteRequest request) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
