package io.microcontainer.run.container;

import java.util.Locale;

/** Where a container is in its life (runtime.md, "State"). */
public enum ContainerStatus {
    CREATING, CREATED, RUNNING, PAUSED, STOPPED;

    /** The word that the runtime-spec writes. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
