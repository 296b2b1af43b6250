package io.microcontainer.build.resolve;

import java.util.List;

/** Finds packages that meet all goals and all dependencies among each other. */
public interface Resolver {

    /**
     * Resolves.
     *
     * @param goals what must be there, in the order of their weight
     * @param pool  what there is
     * @return the packages, sorted by NEVRA; the same for the same input
     * @throws io.microcontainer.build.BuildException if there is no solution; the message says what is missing and who needs it
     */
    List<Selected> resolve(List<Goal> goals, PackagePool pool);
}
