package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.deb.ControlFields;
import io.microcontainer.build.deb.ControlFile;
import io.microcontainer.build.elf.BuildIds;
import io.microcontainer.build.fetch.AbsentException;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.fetch.Download;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.pgp.ClearSigned;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.pgp.SignatureCheck.Verdict;
import io.microcontainer.build.pgp.SignatureCheck;
import io.microcontainer.build.repo.SignaturePolicy.Metadata;
import io.microcontainer.build.tree.Content;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A repository of apt: its Release file checked by signature, its lists of packages and the packages by checksum. */
final class AptRepository implements Repository {

    private static final String PACKAGES = "deb-packages-2";
    private static final List<String> PRIORITIES = List.of("extra", "optional", "standard", "important", "required");
    private static final long MAX_RELEASE = 16L << 20;
    private static final long MAX_LIST = 1L << 30;
    private static final long MAX_UNPACKED = 4L << 30;
    private static final List<String> ENDINGS = List.of(".xz", ".zst", ".gz", "");

    private final RepositoryConfig config;
    private final AptSuite suite;
    private final Downloader downloader;
    private final ContentStore store;
    private final Path cache;
    private final KeyRing keys;
    private final Predicate<PackageMetadata> wanted;
    private final ReleaseFile release;
    /** As the Release file names them, without the ending that says how they are packed. */
    private final List<String> lists;
    /** By checksum; only those wanted. Read when first asked for. */
    private Map<String, PackageMetadata> packages;

    AptRepository(RepositoryConfig config, KeyRing keys, Downloader downloader, ContentStore store, String architecture, Predicate<PackageMetadata> wanted) {
        this.config = config;
        this.suite = config.apt().orElseThrow();
        this.keys = keys;
        this.downloader = downloader;
        this.store = store;
        this.cache = store.area("apt");
        this.wanted = wanted;
        this.release = release();
        List<String> components = suite.components().isEmpty() ? List.of("") : suite.components().stream().map(each -> each + "/").toList();
        this.lists = components.stream().map(component -> component.isEmpty() ? "Packages"
                : component + "binary-" + ControlFields.debianArchitecture(architecture) + "/Packages").toList();
        lists.forEach(this::listed);
    }

    private ReleaseFile release() {
        String what = "Release of repository " + config;
        String name = HexFormat.of().formatHex(Content.newSha256().digest((SafeUri.show(base()) + suite.directory()).getBytes(StandardCharsets.UTF_8)));
        try {
            ClearSigned release = ClearSigned.parse(Files.readAllBytes(fetch(suite.directory() + "InRelease", "inrelease-" + name, Optional.empty(), -1, MAX_RELEASE)));
            check(release.signature(), release.signed(), "In" + what);
            return ReleaseFile.parse(release.text(), "In" + what, Instant.now());
        } catch (AbsentException e) {
            return detached(name, what);
        } catch (IOException e) {
            throw new BuildException("In" + what + " cannot be used: " + e.getMessage(), e);
        }
    }

    private ReleaseFile detached(String name, String what) {
        try {
            byte[] release = Files.readAllBytes(fetch(suite.directory() + "Release", "release-" + name, Optional.empty(), -1, MAX_RELEASE));
            if (config.signatures().metadata() != Metadata.NEVER) {
                check(Files.readAllBytes(fetch(suite.directory() + "Release.gpg", "release-" + name + ".gpg", Optional.empty(), -1, MAX_RELEASE)), release, what);
            }
            return ReleaseFile.parse(new String(release, StandardCharsets.UTF_8), what, Instant.now());
        } catch (IOException e) {
            throw new BuildException(what + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void check(byte[] signature, byte[] signed, String what) throws IOException {
        if (config.signatures().metadata() == Metadata.NEVER) {
            return;
        }
        Verdict verdict = new SignatureCheck(keys, System.currentTimeMillis()).check(signature, new ByteArrayInputStream(signed));
        if (!verdict.isGood()) {
            throw new BuildException(what + " " + verdict.problem() + "; name the right keyring with signed-by, or mark the source with trusted=yes if you "
                    + "trust the way it came");
        }
    }

    /** The name of a list as it is stored. */
    private String listed(String list) {
        return ENDINGS.stream().map(ending -> list + ending).filter(release.files()::containsKey).findFirst()
                .orElseThrow(() -> new BuildException("repository " + config + " has no list " + list));
    }

    private Map<String, PackageMetadata> read(String list) {
        String stored = listed(list);
        ReleaseFile.Listed listed = release.files().get(stored);
        String key = listed.checksum().toString();
        Optional<byte[]> kept = store.record(PACKAGES, key);
        if (kept.isPresent()) {
            return PackageTable.decode(kept.get(), config.id());
        }
        String directory = suite.directory() + list.substring(0, list.lastIndexOf('/') + 1);
        String place = release.byHash() ? directory + "by-hash/SHA256/" + listed.checksum().hex() : suite.directory() + stored;
        Path file = fetch(place, "packages-" + listed.checksum().hex(), Optional.of(listed.checksum()), listed.size(), MAX_LIST);
        Map<String, PackageMetadata> read = parse(file, list + " of repository " + config);
        store.remember(PACKAGES, key, PackageTable.encode(read));
        return read;
    }

    private Map<String, PackageMetadata> parse(Path file, String what) {
        // As apt: of several packages that provide a name the one of the highest priority is taken.
        List<List<PackageMetadata>> byPriority = PRIORITIES.stream().<List<PackageMetadata>>map(_ -> new ArrayList<>()).toList();
        Map<String, PackageMetadata> read = new LinkedHashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.mark(Compression.MAGIC);
            byte[] begin = in.readNBytes(Compression.MAGIC);
            in.reset();
            var bounded = new BoundedUnpacking(Compression.detect(begin).open(in), MAX_UNPACKED);
            var list = new ControlFile(new BufferedReader(new InputStreamReader(bounded, StandardCharsets.UTF_8), 1 << 16));
            for (Map<String, String> fields = list.next(); fields != null; fields = list.next()) {
                String priority = fields.getOrDefault("priority", "");
                byPriority.get(Math.max(0, PRIORITIES.indexOf(priority))).add(describe(new ControlFields(fields)));
            }
            byPriority.reversed().forEach(each -> each.forEach(found -> read.put(found.checksum().orElseThrow().hex(), found)));
        } catch (IOException | IllegalArgumentException e) {
            throw new BuildException(what + " cannot be read: " + e.getMessage(), e);
        }
        return read;
    }

    private PackageMetadata describe(ControlFields fields) {
        String size = fields.text("size");
        if (!size.matches("[0-9]{1,15}") || fields.text("filename").isEmpty()) {
            throw new IllegalArgumentException("package " + fields.text("package") + " has no size or file name");
        }
        return new PackageMetadata(fields.nevra(), fields.provides(), fields.requires(), fields.conflicts(), List.of(), fields.recommends(), List.of(), debugFiles(fields),
                fields.text("filename"), Long.parseLong(size), Optional.of(Checksum.of("sha256", fields.text("sha256"))), config.id());
    }

    /** Lists of packages name no files, but of packages with debug information those that their build-ids stand for. */
    private static List<String> debugFiles(ControlFields fields) {
        String ids = fields.text("build-ids");
        return ids.isEmpty() ? List.of() : Stream.of(ids.strip().split("\\s+")).filter(each -> each.matches("[0-9a-f]{4,128}"))
                .map(BuildIds::debugFile).toList();
    }

    private Path fetch(String place, String name, Optional<Checksum> checksum, long size, long limit) {
        return downloader.fetch(new Download(locate(place), cache.resolve(name), checksum, size, limit, config.transport()));
    }

    private URI base() {
        return config.bases().getFirst().uri();
    }

    private List<URI> locate(String place) {
        try {
            // A name of its own scheme or host is not of this repository.
            String path = new URI(null, null, "/" + place.replaceFirst("^(\\./)?/*", ""), null).getRawPath().substring(1);
            if (Stream.of(path.split("/")).anyMatch(".."::equals)) {
                throw new BuildException("repository " + config + " names the location \"" + place + "\", which it must not");
            }
            return config.bases().stream().map(base -> URI.create(base.uri() + path)).toList();
        } catch (URISyntaxException e) {
            throw new BuildException("repository " + config + " names the location \"" + place + "\", which is no path", e);
        }
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
        return locate(found.location());
    }

    @Override
    public Optional<String> state() {
        var state = new StringBuilder();
        config.bases().forEach(base -> state.append(base.uri()).append('\n'));
        lists.forEach(list -> state.append(list).append(' ').append(release.files().get(listed(list)).checksum()).append('\n'));
        return Optional.of(state.toString());
    }

    @Override
    public synchronized List<PackageMetadata> packages() {
        if (packages == null) {
            packages = new LinkedHashMap<>();
            lists.forEach(list -> packages.putAll(read(list)));
            packages.values().removeIf(wanted.negate());
        }
        return List.copyOf(packages.values());
    }

    /** Of files only those of build-ids are known. */
    @Override
    public Map<String, List<PackageMetadata>> holders(Set<String> paths) {
        Map<String, List<PackageMetadata>> holders = new HashMap<>();
        for (PackageMetadata found : packages.values()) {
            found.files().stream().filter(paths::contains).forEach(path -> holders.computeIfAbsent(path, _ -> new ArrayList<>()).add(found));
        }
        return holders;
    }
}
