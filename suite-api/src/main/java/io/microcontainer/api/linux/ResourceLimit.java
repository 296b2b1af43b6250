package io.microcontainer.api.linux;

import java.util.Optional;

/** Resources of getrlimit(2) in the order of their numbers, which both architectures share. */
public enum ResourceLimit {
    RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE,
    RLIMIT_MEMLOCK, RLIMIT_AS, RLIMIT_LOCKS, RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO,
    RLIMIT_RTTIME;

    /** The resource of a name as config.json writes it. */
    public static Optional<ResourceLimit> of(String name) {
        for (ResourceLimit resource : values()) {
            if (resource.name().equals(name)) {
                return Optional.of(resource);
            }
        }
        return Optional.empty();
    }

    /** The number that the kernel knows it by. */
    public int number() {
        return ordinal();
    }
}
