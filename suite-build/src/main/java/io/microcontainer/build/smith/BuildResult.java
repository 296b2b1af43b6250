package io.microcontainer.build.smith;

import io.microcontainer.api.oci.image.Descriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A build that succeeded.
 *
 * @param root      descriptor of the manifest, or of the index of several
 * @param platforms the images, in the order of {@code architectures}
 * @param debug     the archive with debug information, if one is wanted
 */
public record BuildResult(Descriptor root, List<BuiltPlatform> platforms, Optional<DebugArchive> debug) {

    /**
     * An archive with debug information.
     *
     * @param root descriptor of its manifest, or of the index of several
     * @param file where it was written
     */
    public record DebugArchive(Descriptor root, Path file) {
    }

    public BuildResult {
        platforms = List.copyOf(platforms);
    }

    /**
     * The image of a build for one platform.
     *
     * @throws IllegalStateException if it was for several
     */
    public BuiltPlatform only() {
        if (platforms.size() != 1) {
            throw new IllegalStateException("the build was for " + platforms.size() + " platforms");
        }
        return platforms.getFirst();
    }
}
