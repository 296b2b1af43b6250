package io.microcontainer.build.repo;

import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.rpm.Relation;
import io.microcontainer.build.rpm.RpmFile;
import io.microcontainer.build.rpm.RpmPackage;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a package before it is fetched: from a repository's metadata or from the package file itself.
 *
 * @param nevra      which it is
 * @param provides   capabilities it offers
 * @param requires   what it needs
 * @param conflicts  what must not be there beside it
 * @param obsoletes  packages that it replaces
 * @param recommends weak dependencies, which are followed if the user asks for it
 * @param supplements what must be there for this package to be recommended
 * @param files      absolute paths, ghosts too, for they satisfy dependencies; of a repository's package those that the primary
 *                   metadata lists
 * @param location   where the package file is: relative to its repository, or an absolute URL
 * @param size       bytes of the package file, -1 if unknown
 * @param checksum   of the package file; empty for a file that was found without metadata
 * @param repository id of its repository; {@code command line} for a file that the user gave
 */
public record PackageMetadata(Nevra nevra, List<Relation> provides, List<Relation> requires, List<Relation> conflicts,
        List<Relation> obsoletes, List<Relation> recommends, List<Relation> supplements, List<String> files, String location, long size, Optional<Checksum> checksum, String repository) {

    /** Repository id of packages that the user gave as files. */
    public static final String COMMAND_LINE = "command line";

    public PackageMetadata {
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        conflicts = List.copyOf(conflicts);
        obsoletes = List.copyOf(obsoletes);
        recommends = List.copyOf(recommends);
        supplements = List.copyOf(supplements);
        files = List.copyOf(files);
    }

    /** The metadata of a package file on this machine. */
    public static PackageMetadata of(RpmPackage rpm, long size, String repository) {
        return new PackageMetadata(rpm.nevra(), rpm.provides(), rpm.requires(), rpm.conflicts(), rpm.obsoletes(), rpm.recommends(),
                rpm.supplements(), rpm.files().stream().map(RpmFile::path).toList(), rpm.file().toUri().toString(), size, Optional.empty(), repository);
    }

    /** Two are equal if they are the same package of the same place; comparing all dependencies would take long. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PackageMetadata found && found.nevra.equals(nevra) && found.location.equals(location);
    }

    @Override
    public int hashCode() {
        return nevra.hashCode();
    }

    @Override
    public String toString() {
        return nevra.toString();
    }
}
