package io.microcontainer.build.sign;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A private key in a file.
 *
 * @param file     PEM
 * @param password that it is encrypted with, if it is; in no message
 */
public record SigningKey(Path file, Optional<String> password) {

    /** The variable that cosign takes passwords from. */
    public static final String VARIABLE = "COSIGN_PASSWORD";

    @Override
    public String toString() {
        return file.toString();
    }
}
