package io.microcontainer.build.smith;

import io.microcontainer.build.image.BuiltImage;

/**
 * The image with debug information that belongs to another: the layers of that one, and one more.
 *
 * @param image what was made
 * @param found how many of the programs and libraries have debug information
 * @param count how many programs and libraries there are
 */
public record BuiltDebug(BuiltImage image, int found, int count) {
}
