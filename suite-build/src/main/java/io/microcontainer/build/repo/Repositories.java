package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.rpm.PackageArchitectures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Opens repositories of every kind. */
public final class Repositories {

    private final Downloader downloader;
    private final ContentStore store;
    private final PackageArchitectures architectures;

    /**
     * @param downloader    fetches metadata
     * @param store         keeps metadata
     * @param architectures which packages are of use
     */
    public Repositories(Downloader downloader, ContentStore store, PackageArchitectures architectures) {
        this.downloader = downloader;
        this.store = store;
        this.architectures = architectures;
    }

    /**
     * Opens a repository: one with {@code repodata}, or a local directory with nothing but package files.
     *
     * Its list of packages is fetched and read when it is first asked for.
     *
     * @throws BuildException if it is not there, cannot be fetched, does not match its signatures, or cannot be read
     */
    public Repository open(RepositoryConfig config) {
        Path cache = store.area("repodata");
        KeyRing keys = keys(config);
        Predicate<PackageMetadata> wanted = new PackageFilter(config).and(found -> architectures.accepts(found.nevra().arch()));
        if (config.apt().isPresent()) {
            return new AptRepository(config, keys, downloader, store, architectures.own(), wanted);
        }
        Optional<Path> directory = packageDirectory(config);
        if (directory.isPresent()) {
            return new DirectoryRepository(config, keys, directory.get(), wanted);
        }
        return new YumRepository(config, keys, new MetadataSource(config, downloader, cache), store, wanted);
    }

    /**
     * The keys that packages of a repository must be signed with.
     *
     * @throws BuildException if one cannot be had or read
     */
    public KeyRing keys(RepositoryConfig config) {
        return new RepositoryKeys(downloader, store.area("repodata")).load(config);
    }

    /**
     * Repositories without the packages that modules hide.
     *
     * @param enabled streams of modules, {@code name:stream}
     * @throws BuildException if there is no such stream
     */
    public static List<Repository> withModules(List<Repository> repositories, List<String> enabled) {
        return Modularity.apply(repositories, enabled);
    }

    /** The local directory of package files without {@code repodata} that a repository is. */
    private static Optional<Path> packageDirectory(RepositoryConfig config) {
        List<RepositoryLocation> bases = config.bases();
        if (bases.size() != 1 || !bases.getFirst().isLocal() || config.metaLink().isPresent() || config.mirrorList().isPresent()) {
            return Optional.empty();
        }
        Path directory = Path.of(bases.getFirst().uri());
        if (!Files.isDirectory(directory)) {
            throw new BuildException("repository " + config + " is no directory");
        }
        if (Files.exists(directory.resolve("repodata/repomd.xml"))) {
            return Optional.empty();
        }
        if (DirectoryRepository.packageFiles(directory).isEmpty()) {
            throw new BuildException("repository " + config + " has neither repodata/repomd.xml nor package files");
        }
        return Optional.of(directory);
    }
}
