package io.microcontainer.build.registry;

import java.util.Optional;

/** Knows credentials of registries. */
@FunctionalInterface
public interface CredentialSource {

    /** Knows none. */
    CredentialSource NONE = (_, _) -> Optional.empty();

    /**
     * The credential for a repository.
     *
     * @param registry   host with its port, {@code docker.io} for Docker Hub
     * @param repository path in it
     */
    Optional<Credential> find(String registry, String repository);
}
