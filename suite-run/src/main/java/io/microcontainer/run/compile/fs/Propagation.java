package io.microcontainer.run.compile.fs;

import io.microcontainer.api.linux.MountFlag;
import java.util.Optional;

/** How mounts and unmounts spread between peers: mount_namespaces(7). {@code R…} is for the mounts below too. */
enum Propagation {
    PRIVATE(MountFlag.MS_PRIVATE, false), RPRIVATE(MountFlag.MS_PRIVATE, true),
    SLAVE(MountFlag.MS_SLAVE, false), RSLAVE(MountFlag.MS_SLAVE, true),
    SHARED(MountFlag.MS_SHARED, false), RSHARED(MountFlag.MS_SHARED, true),
    UNBINDABLE(MountFlag.MS_UNBINDABLE, false), RUNBINDABLE(MountFlag.MS_UNBINDABLE, true);

    private final MountFlag type;
    private final boolean recursive;

    Propagation(MountFlag type, boolean recursive) {
        this.type = type;
        this.recursive = recursive;
    }

    /** By the word of the runtime-spec. */
    static Optional<Propagation> of(String word) {
        return Optional.ofNullable(switch (word) {
            case "private" -> PRIVATE;
            case "rprivate" -> RPRIVATE;
            case "slave" -> SLAVE;
            case "rslave" -> RSLAVE;
            case "shared" -> SHARED;
            case "rshared" -> RSHARED;
            case "unbindable" -> UNBINDABLE;
            case "runbindable" -> RUNBINDABLE;
            default -> null;
        });
    }

    MountFlag type() {
        return type;
    }

    boolean recursive() {
        return recursive;
    }
}
