package io.microcontainer.build.packages;

import java.nio.file.Path;

/**
 * A package's file on this machine, verified.
 *
 * @param sha256 of the file, hex
 */
public record PackageFile(ResolvedPackage found, Path file, String sha256) {
}
