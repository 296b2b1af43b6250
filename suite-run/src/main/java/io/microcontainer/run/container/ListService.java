package io.microcontainer.run.container;

import java.util.List;

/** {@code list}: all containers below the root directory. */
public final class ListService {

    private final RuntimeContext context;

    public ListService(RuntimeContext context) {
        this.context = context;
    }

    /** The containers, by name. */
    public List<ContainerInfo> list() {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
