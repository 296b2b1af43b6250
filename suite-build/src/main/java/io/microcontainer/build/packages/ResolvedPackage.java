package io.microcontainer.build.packages;

import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.rpm.Nevra;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A package that is to be in a set, and where its file is.
 *
 * @param nevra      which it is
 * @param checksum   of the package file; empty for a file that was found without metadata
 * @param size       bytes of the package file, -1 if unknown
 * @param places     where the file can be had, the best first; may hold credentials
 * @param repository id of its repository; {@link io.microcontainer.build.repo.PackageMetadata#COMMAND_LINE} for a file of the user's
 * @param reason     why it is there: {@code requested}, or {@code needed by NEVRA for CAPABILITY}
 */
public record ResolvedPackage(Nevra nevra, Optional<Checksum> checksum, long size, List<URI> places, String repository, String reason) {

    public ResolvedPackage {
        places = List.copyOf(places);
    }

    /** This with the checksum of its file. */
    public ResolvedPackage withSha256(String hex) {
        return new ResolvedPackage(nevra, Optional.of(Checksum.of("sha256", hex)), size, places, repository, reason);
    }

    /** The name of its file where packages are kept by name. */
    public String fileName() {
        if (nevra.evr().debian()) {
            return nevra.name() + "_" + nevra.evr().version() + (nevra.evr().release().isEmpty() ? "" : "-" + nevra.evr().release()) + "_" + nevra.arch() + ".deb";
        }
        return nevra.name() + "-" + nevra.evr().version() + "-" + nevra.evr().release() + "." + nevra.arch() + ".rpm";
    }

    @Override
    public String toString() {
        return nevra.toString();
    }
}
