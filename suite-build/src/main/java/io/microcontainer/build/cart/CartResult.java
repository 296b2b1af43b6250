package io.microcontainer.build.cart;

import java.nio.file.Path;
import java.util.List;

/**
 * A cart that was built.
 *
 * @param output   the file or directory
 * @param digest   {@code sha256:…} of the file, or of the manifest of an OCI archive; of a directory's files as an erofs image
 * @param files    how many files and links it has
 * @param packages how many packages they are from
 * @param warnings sentences about what will not work
 */
public record CartResult(Path output, String digest, long files, int packages, List<String> warnings) {

    public CartResult {
        warnings = List.copyOf(warnings);
    }
}
