package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;

/**
 * A package of the solution.
 *
 * @param reason why it is there: {@code requested}, or {@code needed by NEVRA for CAPABILITY}
 */
public record Selected(PackageMetadata found, String reason) {

    /** Reason of a package that the user asked for. */
    public static final String REQUESTED = "requested";
}
