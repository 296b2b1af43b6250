package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;

/** What a resolution has to bring. */
public sealed interface Goal {

    /** A package by name, by name and version in the forms of dnf, by a file or by a capability. */
    record Named(String text) implements Goal {
        @Override
        public String toString() {
            return text;
        }
    }

    /** Exactly this package. */
    record Exactly(PackageMetadata found) implements Goal {
        @Override
        public String toString() {
            return found.toString();
        }
    }
}
