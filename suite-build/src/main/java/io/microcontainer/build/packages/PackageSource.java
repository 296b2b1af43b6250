package io.microcontainer.build.packages;

import java.util.List;

/** Turns a request for packages into their files. */
public interface PackageSource {

    /**
     * Resolves the dependency closure of the requests, fetches the packages and reads their files into the store.
     *
     * @param requests what must be there; weak dependencies are left out
     * @throws io.microcontainer.build.BuildException if something cannot be found, fetched, verified or does not fit together
     */
    PackageSet load(List<PackageRequest> requests);
}
