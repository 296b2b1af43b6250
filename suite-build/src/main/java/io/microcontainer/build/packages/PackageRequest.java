package io.microcontainer.build.packages;

import java.nio.file.Path;

/** What the user asks to have in the image. */
public sealed interface PackageRequest {

    /**
     * A package of the repositories.
     *
     * @param text a package name, a name with version ({@code name-version}, {@code name-version-release},
     *             {@code name-[epoch:]version-release.arch}, {@code name.arch}), a file path or a capability, with a comparison such as
     *             {@code libfoo >= 1.2} if wanted
     */
    record Named(String text) implements PackageRequest {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A package file of the user's.
     *
     * @param path absolute
     */
    record LocalFile(Path path) implements PackageRequest {
        @Override
        public String toString() {
            return path.toString();
        }
    }
}
