package io.microcontainer.run.state;

import io.microcontainer.run.RunException;
import java.nio.file.Path;

/** Another container has that name already. */
public final class ContainerExists extends RunException {

    private static final long serialVersionUID = 1L;

    ContainerExists(ContainerId id, Path root) {
        super("container " + id + " exists already below " + root + "; delete it first or take another id");
    }
}
