package io.microcontainer.run.container;

/** {@code create}: a container whose program does not run yet. */
public final class CreateService {

    private final RuntimeContext context;

    public CreateService(RuntimeContext context) {
        this.context = context;
    }

    /** Makes everything up to the program's start; the caller's process becomes the parent of the container's init. */
    public void create(CreateRequest request) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
