package io.microcontainer.build.packages;

import io.microcontainer.build.rpm.Nevra;

/**
 * A package whose files are in the tree.
 *
 * @param nevra     which it is
 * @param sha256    of the package file, hex
 * @param size      bytes of the package file
 * @param location  URL or path it was taken from, without credentials
 * @param reason    why it is there: {@code requested}, or {@code needed by NEVRA for CAPABILITY}
 * @param summary   one line on what it is for
 * @param license   licence expression
 * @param vendor    who made it, empty if unknown
 * @param url       home page, empty if unknown
 * @param sourceRpm file name of the source package, empty if unknown
 */
public record InstalledPackage(Nevra nevra, String sha256, long size, String location, String reason, String summary, String license,
        String vendor, String url, String sourceRpm) {
}
