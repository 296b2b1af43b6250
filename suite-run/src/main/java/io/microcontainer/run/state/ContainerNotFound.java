package io.microcontainer.run.state;

import io.microcontainer.run.RunException;
import java.nio.file.Path;

/** There is no container of that name below the root directory. */
public final class ContainerNotFound extends RunException {

    private static final long serialVersionUID = 1L;

    ContainerNotFound(ContainerId id, Path root) {
        super("container " + id + " does not exist below " + root);
    }
}
