package io.microcontainer.build.packages;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.parallel.ParallelWork;
import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.repo.Repositories;
import io.microcontainer.build.repo.Repository;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.resolve.Goal;
import io.microcontainer.build.resolve.PackagePool;
import io.microcontainer.build.resolve.Resolver;
import io.microcontainer.build.resolve.SatResolver;
import io.microcontainer.build.resolve.Selected;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.rpm.RpmPackage;
import io.microcontainer.build.rpm.RpmReader;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Packages from yum repositories, directories of package files and single package files. */
public final class RpmPackageSource implements PackageSource {

    private final PackageSettings settings;
    private final Resolver resolver;
    private final PackageUnpacker unpacker;
    private final PackageSignatures signatures;
    private final PackageArchitectures architectures;
    private final ReentrantLock progressLock = new ReentrantLock();

    /** A source that resolves dependencies with {@link SatResolver}. */
    public RpmPackageSource(PackageSettings settings) {
        this(settings, new SatResolver(settings.weak()));
    }

    /** A source that resolves dependencies as given. */
    public RpmPackageSource(PackageSettings settings, Resolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
        this.unpacker = new PackageUnpacker(settings.store());
        this.signatures = new PackageSignatures(settings.store());
        this.architectures = PackageArchitectures.of(settings.architecture());
    }

    @Override
    public List<ResolvedPackage> resolve(List<PackageRequest> requests) {
        try (Downloader downloader = new Downloader(settings.fetch())) {
            List<Repository> reached = reached(downloader);
            var record = ResolvedRecord.of(settings, requests, reached);
            return record.find().orElseGet(() -> {
                List<ResolvedPackage> found = resolve(requests, Repositories.withModules(read(reached), settings.modules()));
                record.remember(found);
                return found;
            });
        }
    }

    private List<ResolvedPackage> resolve(List<PackageRequest> requests, List<Repository> repositories) {
        List<PackageMetadata> local = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        for (PackageRequest request : requests) {
            switch (request) {
                case PackageRequest.Named named -> goals.add(new Goal.Named(named.text()));
                case PackageRequest.LocalFile file -> {
                    PackageMetadata found = readLocal(file.path());
                    local.add(found);
                    // First, so that no dependency of another request picks another version of it.
                    goals.add(local.size() - 1, new Goal.Exactly(found));
                }
            }
        }
        Map<String, Repository> byId = new HashMap<>();
        repositories.forEach(each -> byId.putIfAbsent(each.id(), each));
        return resolver.resolve(goals, new PackagePool(local, repositories, architectures)).stream()
                .map(each -> resolved(each, byId.get(each.found().repository()))).toList();
    }

    private static ResolvedPackage resolved(Selected selected, Repository repository) {
        PackageMetadata found = selected.found();
        List<URI> places = repository == null ? List.of(URI.create(found.location())) : repository.locations(found);
        return new ResolvedPackage(found.nevra(), found.checksum(), found.size(), places, found.repository(), selected.reason());
    }

    @Override
    public List<ResolvedPackage> holding(Set<String> paths) {
        SortedMap<Nevra, ResolvedPackage> found = new TreeMap<>();
        Set<String> open = new TreeSet<>(paths);
        try (Downloader downloader = new Downloader(settings.fetch())) {
            List<Repository> repositories = Repositories.withModules(read(reached(downloader)), settings.modules()).stream().sorted(Comparator.comparingInt((Repository each) -> each.config().priority())
                    .thenComparingInt(each -> each.config().cost())).toList();
            for (Repository repository : repositories) {
                repository.holders(open).forEach((path, holders) -> {
                    PackageMetadata best = holders.stream().max(Comparator.comparing(each -> each.nevra().evr())).orElseThrow();
                    found.putIfAbsent(best.nevra(), resolved(new Selected(best, "needed for its file " + path), repository));
                    open.remove(path);
                });
            }
        }
        return List.copyOf(found.values());
    }

    @Override
    public Optional<String> settled(List<ResolvedPackage> packages) {
        try (Downloader downloader = new Downloader(settings.fetch())) {
            var access = new RepositoryAccess(settings, downloader);
            var text = new StringBuilder();
            for (ResolvedPackage each : packages) {
                Optional<String> sha256 = sha256(each);
                if (isUsers(each) || sha256.isEmpty() || !signatures.isSettled(access.of(each), sha256.get())) {
                    return Optional.empty();
                }
                text.append(each).append(' ').append(sha256.get()).append(' ').append(each.places().getFirst()).append(' ').append(each.repository())
                        .append(' ').append(each.reason()).append('\n');
            }
            return Optional.of(text.toString());
        }
    }

    @Override
    public PackageSet fetch(List<ResolvedPackage> packages) {
        try (Downloader downloader = new Downloader(settings.fetch())) {
            var access = new RepositoryAccess(settings, downloader);
            List<Listing> listings = inParallel(packages, each -> listing(each, access));
            FileTree tree = new TreeMerger(settings.store()).merge(listings);
            List<InstalledPackage> installed = new ArrayList<>();
            for (int i = 0; i < packages.size(); i++) {
                installed.add(installed(packages.get(i), listings.get(i)));
            }
            return new PackageSet(tree, installed);
        }
    }

    @Override
    public List<PackageFile> fetchFiles(List<ResolvedPackage> packages) {
        try (Downloader downloader = new Downloader(settings.fetch())) {
            var access = new RepositoryAccess(settings, downloader);
            return inParallel(packages, each -> {
                Path file = access.fetch(each);
                String sha256 = sha256(each).orElseGet(() -> sha256(file));
                checkSignature(each, access, file, sha256);
                return new PackageFile(each, file, sha256);
            });
        }
    }

    private PackageMetadata readLocal(Path file) {
        RpmPackage rpm = new RpmReader().read(file);
        if (!architectures.accepts(rpm.nevra().arch())) {
            throw new BuildException("package " + file + " is for " + rpm.nevra().arch() + ", the image is for " + settings.architecture());
        }
        return PackageMetadata.of(rpm, rpm.payload().offset() + rpm.payload().length(), PackageMetadata.COMMAND_LINE);
    }

    /** The repositories, with their metadata checked as far as it is known by checksums. */
    private List<Repository> reached(Downloader downloader) {
        var repositories = new Repositories(downloader, settings.store(), architectures);
        return available(settings.repositories(), config -> config, config -> {
            step("reading repository " + config);
            return repositories.open(config);
        });
    }

    /** The repositories whose packages can be read, which are read side by side. */
    private List<Repository> read(List<Repository> reached) {
        return available(reached, Repository::config, repository -> {
            repository.packages();
            return repository;
        });
    }

    private <A> List<Repository> available(List<A> all, Function<A, RepositoryConfig> config, Function<A, Repository> work) {
        return inParallel(all, each -> {
            try {
                return Optional.of(work.apply(each));
            } catch (BuildException e) {
                if (!config.apply(each).skipIfUnavailable()) {
                    throw e;
                }
                step("going on without repository " + config.apply(each) + ": " + e.getMessage());
                return Optional.<Repository>empty();
            }
        }).stream().flatMap(Optional::stream).toList();
    }

    private Listing listing(ResolvedPackage found, RepositoryAccess access) {
        Optional<Listing> known = sha256(found).filter(sha256 -> isUsers(found) || signatures.isSettled(access.of(found), sha256)).flatMap(unpacker::known);
        if (known.isPresent()) {
            return checked(known.get(), found);
        }
        step("fetching " + found);
        Path file = access.fetch(found);
        String sha256 = sha256(found).orElseGet(() -> sha256(file));
        checkSignature(found, access, file, sha256);
        Listing listing = unpacker.known(sha256).orElseGet(() -> {
            step("unpacking " + found);
            return unpacker.unpack(file, sha256, size(file));
        });
        return checked(listing, found);
    }

    /** A package file of the user's is not checked for a signature: who can change it could change smith.yaml. */
    private void checkSignature(ResolvedPackage found, RepositoryAccess access, Path file, String sha256) {
        if (!isUsers(found)) {
            signatures.check(access.of(found), file, sha256);
        }
    }

    private static boolean isUsers(ResolvedPackage found) {
        return found.repository().equals(PackageMetadata.COMMAND_LINE);
    }

    private static Optional<String> sha256(ResolvedPackage found) {
        return found.checksum().filter(checksum -> checksum.type().equals("sha256")).map(Checksum::hex);
    }

    /** A repository could say that a package is another one than its own header does. */
    private static Listing checked(Listing listing, ResolvedPackage found) {
        if (!listing.nevra().equals(found.nevra())) {
            throw new BuildException("package " + SafeUri.show(found.places().getFirst()) + " is " + listing.nevra() + ", but repository "
                    + found.repository() + " says it is " + found.nevra());
        }
        return listing;
    }

    private static InstalledPackage installed(ResolvedPackage found, Listing listing) {
        URI place = found.places().getFirst();
        String location = place.getScheme().equals("file") ? Path.of(place).toString() : SafeUri.show(place);
        return new InstalledPackage(listing.nevra(), listing.sha256(), listing.size(), location, found.reason(), listing.summary(),
                listing.license(), listing.vendor(), listing.url(), listing.sourceRpm());
    }

    private void step(String what) {
        progressLock.lock();
        try {
            settings.progress().step(what);
        } finally {
            progressLock.unlock();
        }
    }

    private <A, B> List<B> inParallel(List<A> items, Function<A, B> work) {
        return ParallelWork.run(items, work, settings.fetch().parallel());
    }

    private static String sha256(Path file) {
        MessageDigest digest = Content.newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new BuildException("package " + file + " cannot be read: " + e, e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new BuildException("package " + file + " cannot be read: " + e, e);
        }
    }
}
