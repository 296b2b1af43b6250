package io.microcontainer.build.packages;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.fetch.Download;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.fetch.TransportOptions;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.repo.Repositories;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.RepositoryLocation;
import io.microcontainer.build.rpm.PackageArchitectures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Fetches packages and knows the keys of their repositories; needs no metadata. Safe for use by several threads. */
final class RepositoryAccess {

    private static final long MAX_PACKAGE = 16L << 30;

    /**
     * What is needed of a repository besides its packages.
     *
     * @param keys read when first asked for
     */
    record Access(RepositoryConfig config, Supplier<KeyRing> keys) {
    }

    private final PackageSettings settings;
    private final Downloader downloader;
    private final Map<String, Access> known = new ConcurrentHashMap<>();
    private final Map<String, KeyRing> keys = new ConcurrentHashMap<>();

    RepositoryAccess(PackageSettings settings, Downloader downloader) {
        this.settings = settings;
        this.downloader = downloader;
    }

    /** The repository of a package. */
    Access of(ResolvedPackage found) {
        return known.computeIfAbsent(found.repository(), id -> {
            RepositoryConfig config = config(id).orElseThrow(() -> new BuildException("package " + found + " is of repository " + id
                    + ", which is not configured any more; run smith update"));
            return new Access(config, () -> keys.computeIfAbsent(id,
                    _ -> new Repositories(downloader, settings.store(), PackageArchitectures.of(settings.architecture())).keys(config)));
        });
    }

    private Optional<RepositoryConfig> config(String id) {
        return settings.repositories().stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** The package's file, checked by its checksum. */
    Path fetch(ResolvedPackage found) {
        Optional<Path> vendored = vendored(found);
        if (vendored.isPresent()) {
            return vendored.get();
        }
        Path target = settings.store().area("rpm").resolve(found.checksum().map(Checksum::hex).orElse("unused") + ".rpm");
        TransportOptions transport = config(found.repository()).map(RepositoryConfig::transport).orElse(TransportOptions.DEFAULT);
        long size = found.repository().equals(PackageMetadata.COMMAND_LINE) && found.checksum().isEmpty() ? -1 : found.size();
        List<URI> places = found.places().stream().map(place -> withUser(place, found.repository())).toList();
        return downloader.fetch(new Download(places, target, found.checksum(), size, MAX_PACKAGE, transport));
    }

    /** A lock file has no passwords: they come from the repository's settings. */
    private URI withUser(URI place, String repository) {
        if (place.getRawUserInfo() != null || place.getScheme().equals("file")) {
            return place;
        }
        return config(repository).stream().flatMap(each -> each.bases().stream()).map(RepositoryLocation::uri)
                .filter(base -> base.getRawUserInfo() != null && SafeUri.sameOrigin(base, place)).findFirst()
                .map(base -> URI.create(place.getScheme() + "://" + base.getRawUserInfo() + "@" + place.toString().substring(place.getScheme().length() + 3)))
                .orElse(place);
    }

    private Optional<Path> vendored(ResolvedPackage found) {
        Path file = settings.vendored().resolve(found.fileName());
        if (found.checksum().isEmpty() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (!found.checksum().get().matches(file)) {
                throw new BuildException(file + " is not the package of smith.lock: its checksum is not " + found.checksum().get()
                        + "; run smith vendor");
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw new BuildException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
