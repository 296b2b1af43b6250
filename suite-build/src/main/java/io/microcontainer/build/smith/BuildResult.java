package io.microcontainer.build.smith;

import io.microcontainer.api.oci.image.Descriptor;
import java.util.List;

/**
 * A build that succeeded.
 *
 * @param root      descriptor of the manifest, or of the index of several
 * @param platforms the images, in the order of {@code architectures}
 */
public record BuildResult(Descriptor root, List<BuiltPlatform> platforms) {

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
