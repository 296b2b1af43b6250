package io.microcontainer.build.resolve;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.PackageMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Resolves by following dependencies: the best version of the only package that fits is taken at once; where several packages
 * fit, the choice waits until all that is sure is there. A choice that leads nowhere is given up and the search begins anew
 * without that package. It proves nothing: a solution that needs many choices changed together may be missed.
 */
public final class ClosureResolver implements Resolver {

    private static final int MAX_RESTARTS = 200;

    /** A resolver; it keeps nothing from one resolution to the next. */
    public ClosureResolver() {
        // Written out because exported classes need their constructor documented.
    }

    @Override
    public List<Selected> resolve(List<Goal> goals, PackagePool pool) {
        Set<PackageMetadata> excluded = new HashSet<>();
        DeadEnd first = null;
        for (int i = 0; i < MAX_RESTARTS; i++) {
            try {
                return new ClosureAttempt(pool, excluded).run(goals);
            } catch (DeadEnd e) {
                if (first == null) {
                    first = e;
                }
                if (e.culprit() == null) {
                    break;
                }
                excluded.add(e.culprit());
            }
        }
        throw new BuildException(first.getMessage());
    }
}
