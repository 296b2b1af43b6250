package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Downloader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Opens repositories of every kind. */
public final class Repositories {

    private final Downloader downloader;
    private final Path cache;
    private final Predicate<String> architectures;

    /**
     * @param downloader    fetches metadata
     * @param cache         directory for metadata files
     * @param architectures which packages are of use, by {@code arch}
     */
    public Repositories(Downloader downloader, Path cache, Predicate<String> architectures) {
        this.downloader = downloader;
        this.cache = cache;
        this.architectures = architectures;
    }

    /**
     * Opens a repository: one with {@code repodata}, or a local directory with nothing but package files.
     *
     * @throws BuildException if it is not there, cannot be fetched, does not match its checksums or cannot be read
     */
    public Repository open(RepositoryLocation location) {
        if (!location.isLocal()) {
            return new YumRepository(location, architectures, downloader, cache);
        }
        Path directory = Path.of(location.uri());
        if (!Files.isDirectory(directory)) {
            throw new BuildException("repository " + directory + " is no directory");
        }
        if (Files.exists(directory.resolve("repodata/repomd.xml"))) {
            return new YumRepository(location, architectures, downloader, cache);
        }
        if (DirectoryRepository.packageFiles(directory).isEmpty()) {
            throw new BuildException("repository " + directory + " has neither repodata/repomd.xml nor package files");
        }
        return new DirectoryRepository(location, directory, architectures);
    }
}
