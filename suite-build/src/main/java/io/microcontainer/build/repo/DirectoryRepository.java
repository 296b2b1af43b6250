package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.rpm.RpmPackage;
import io.microcontainer.build.rpm.RpmReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A local directory of package files without {@code repodata}: their headers are read. */
final class DirectoryRepository implements Repository {

    private final RepositoryConfig config;
    private final KeyRing keys;
    private final List<PackageMetadata> packages;

    DirectoryRepository(RepositoryConfig config, KeyRing keys, Path directory, Predicate<PackageMetadata> wanted) {
        this.config = config;
        this.keys = keys;
        // Opening many small files takes longer than parsing them, so they are read side by side; the order stays.
        this.packages = packageFiles(directory).parallelStream().map(file -> read(file, config.id())).filter(wanted).toList();
    }

    /** All package files below a directory but source packages, sorted. Symbolic links to directories are not followed. */
    static List<Path> packageFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> {
                String name = file.getFileName().toString();
                return name.endsWith(".rpm") && !name.endsWith(".src.rpm") && !name.endsWith(".nosrc.rpm") && Files.isRegularFile(file);
            }).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BuildException("repository " + directory + " cannot be read: " + e, e);
        }
    }

    private static PackageMetadata read(Path file, String id) {
        RpmPackage rpm = new RpmReader().read(file);
        return PackageMetadata.of(rpm, rpm.payload().offset() + rpm.payload().length(), id);
    }

    @Override
    public RepositoryConfig config() {
        return config;
    }

    @Override
    public KeyRing keys() {
        return keys;
    }

    @Override
    public List<URI> locations(PackageMetadata found) {
        return List.of(URI.create(found.location()));
    }

    /** Nothing but its files tells. */
    @Override
    public Optional<String> state() {
        return Optional.empty();
    }

    @Override
    public List<PackageMetadata> packages() {
        return packages;
    }

    @Override
    public Map<String, List<PackageMetadata>> holders(Set<String> paths) {
        Map<String, List<PackageMetadata>> holders = new HashMap<>();
        for (PackageMetadata found : packages) {
            found.files().stream().filter(paths::contains).forEach(path -> holders.computeIfAbsent(path, _ -> new ArrayList<>()).add(found));
        }
        return holders;
    }
}
