package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;

/** An attempt cannot go on. */
final class DeadEnd extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient PackageMetadata culprit;

    /** @param culprit the package to do without in the next attempt; null if there is nothing left to try */
    DeadEnd(String message, PackageMetadata culprit) {
        super(message, null, false, false);
        this.culprit = culprit;
    }

    PackageMetadata culprit() {
        return culprit;
    }
}
