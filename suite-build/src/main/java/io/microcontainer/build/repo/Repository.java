package io.microcontainer.build.repo;

import io.microcontainer.build.pgp.KeyRing;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Packages to choose from. */
public interface Repository {

    /** Short name for messages. */
    default String id() {
        return config().id();
    }

    /** How it was described. */
    RepositoryConfig config();

    /** The keys that its packages must be signed with; empty where they need not be. */
    KeyRing keys();

    /**
     * Where a package's file can be had, the best place first; may hold credentials.
     *
     * @throws io.microcontainer.build.BuildException if the repository names a place that it must not
     */
    List<URI> locations(PackageMetadata found);

    /**
     * What all that it says of its packages depends on: the checksums of its metadata and where it lies. Equal states mean equal packages;
     * empty where that is not known.
     */
    Optional<String> state();

    /**
     * All packages that fit the architecture asked for, in the repository's order.
     *
     * @throws io.microcontainer.build.BuildException if they cannot be fetched, are not what their checksums say, or cannot be read
     */
    List<PackageMetadata> packages();

    /**
     * Who holds certain files, from the complete file lists. Only asked for paths that primary metadata does not list.
     *
     * @param paths absolute paths
     * @return the packages of {@link #packages()} by path; a path that none holds is left out
     */
    Map<String, List<PackageMetadata>> holders(Set<String> paths);

    /** What it says of modules; absent where it has none. */
    default Optional<ModuleMetadata> modules() {
        return Optional.empty();
    }
}
