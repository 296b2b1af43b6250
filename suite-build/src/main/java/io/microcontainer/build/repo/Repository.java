package io.microcontainer.build.repo;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Packages to choose from. */
public interface Repository {

    /** Short name for messages. */
    String id();

    /** All packages that fit the architecture asked for, in the repository's order. */
    List<PackageMetadata> packages();

    /**
     * Who holds certain files, from the complete file lists. Only asked for paths that primary metadata does not list.
     *
     * @param paths absolute paths
     * @return the packages of {@link #packages()} by path; a path that none holds is left out
     */
    Map<String, List<PackageMetadata>> holders(Set<String> paths);
}
