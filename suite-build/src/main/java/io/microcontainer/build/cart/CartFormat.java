package io.microcontainer.build.cart;

import io.microcontainer.build.BuildException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a cart is written as. */
public enum CartFormat {
    /** An image of erofs, made here. */
    EROFS,
    /** A compressed image, by mksquashfs(1). */
    SQUASHFS,
    /** An image of ext4, by mke2fs(8). */
    EXT4,
    /** A directory. */
    DIRECTORY,
    /** An OCI archive. */
    OCI;

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the user's word.
     *
     * @throws BuildException if it is none; the sentence lists them
     */
    public static CartFormat of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst().orElseThrow(
                () -> new BuildException("there is no format " + word + " of carts: give "
                        + Arrays.stream(values()).map(CartFormat::word).collect(Collectors.joining(", "))));
    }

    /** What a file's name says, as {@code tools.squashfs}. */
    public static Optional<CartFormat> ofName(String file) {
        if (file.endsWith(".tar.gz") || file.endsWith(".tar")) {
            return Optional.of(OCI);
        }
        return Arrays.stream(values()).filter(f -> file.endsWith("." + f.word())).findFirst();
    }
}
