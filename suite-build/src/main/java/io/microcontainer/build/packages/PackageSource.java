package io.microcontainer.build.packages;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns a request for packages into their files. */
public interface PackageSource {

    /**
     * Finds the dependency closure of requests.
     *
     * @param requests what must be there
     * @return the packages, sorted
     * @throws io.microcontainer.build.BuildException if something cannot be found or does not fit together
     */
    List<ResolvedPackage> resolve(List<PackageRequest> requests);

    /**
     * What an image of packages depends on besides what is done with them: each package by its checksum, with all that is told of it.
     *
     * @return equal texts for equal packages; empty where a checksum is not known or a signature has not been found good yet
     */
    Optional<String> settled(List<ResolvedPackage> packages);

    /**
     * Fetches packages and reads their files into the store.
     *
     * @throws io.microcontainer.build.BuildException if something cannot be fetched or verified, or two packages have different files of one
     *                                                path
     */
    PackageSet fetch(List<ResolvedPackage> packages);

    /** Fetches packages and gives their files as they are, with their SHA-256, in the order of the packages. */
    List<PackageFile> fetchFiles(List<ResolvedPackage> packages);

    /**
     * Finds the packages of the repositories that hold files, without what they depend on.
     *
     * @param paths absolute
     * @return of each file that one holds the package of the best repository, the newest of it; sorted
     */
    List<ResolvedPackage> holding(Set<String> paths);

    /** Finds and fetches. */
    default PackageSet load(List<PackageRequest> requests) {
        return fetch(resolve(requests));
    }
}
