package io.microcontainer.build.source;

import io.microcontainer.build.packages.PackageSource;
import io.microcontainer.build.packages.ResolvedPackage;
import io.microcontainer.build.spec.SmithSpec;
import java.util.List;

/**
 * Packages that are known but not fetched.
 *
 * @param spec         the specification with its type filled in
 * @param architecture of the packages as RPM names it
 * @param source       has them
 * @param packages     sorted
 * @param warnings     sentences about what was not done as the specification says
 */
public record PlannedPackages(SmithSpec spec, String architecture, PackageSource source, List<ResolvedPackage> packages, List<String> warnings) {

    public PlannedPackages {
        packages = List.copyOf(packages);
        warnings = List.copyOf(warnings);
    }
}
