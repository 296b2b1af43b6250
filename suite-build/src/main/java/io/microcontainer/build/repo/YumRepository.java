package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.tree.ByteText;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A repository with {@code repodata}, on this machine or behind HTTP. What was read of its files is kept in a form that is read faster. */
final class YumRepository implements Repository {

    /** Changes whenever what is kept or how it is written changes. */
    private static final String PACKAGES = "rpm-packages-2";
    private static final String HOLDERS = "rpm-holders-1";
    private static final long MAX_PRIMARY = 2L << 30;
    private static final long MAX_FILELISTS = 16L << 30;

    private final RepositoryConfig config;
    private final KeyRing keys;
    private final MetadataSource source;
    private final ContentStore store;
    private final RepoMd repoMd;
    private final Predicate<PackageMetadata> wanted;
    /** By {@code pkgid}; only those wanted. Read when first asked for. */
    private Map<String, PackageMetadata> packages;

    /** Reads what metadata there is. */
    YumRepository(RepositoryConfig config, KeyRing keys, MetadataSource source, ContentStore store, Predicate<PackageMetadata> wanted) {
        this.config = config;
        this.keys = keys;
        this.source = source;
        this.store = store;
        this.wanted = wanted;
        this.repoMd = source.repoMd(keys);
        data("primary");
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
        return source.locate(found.location());
    }

    @Override
    public Optional<String> state() {
        var state = new StringBuilder();
        source.bases().forEach(base -> state.append(base).append('\n'));
        new TreeMap<>(repoMd.data()).forEach((type, data) -> state.append(type).append(' ').append(data.checksum()).append('\n'));
        return Optional.of(state.toString());
    }

    @Override
    public List<PackageMetadata> packages() {
        return List.copyOf(byId().values());
    }

    private synchronized Map<String, PackageMetadata> byId() {
        if (packages == null) {
            packages = readPackages();
            packages.values().removeIf(wanted.negate());
        }
        return packages;
    }

    @Override
    public Optional<ModuleMetadata> modules() {
        RepoMd.Data data = repoMd.data().get("modules");
        return data == null ? Optional.empty()
                : Optional.of(ModuleMetadata.read(source.fetch("modules", data), data, source.what("modules"), store));
    }

    private Map<String, PackageMetadata> readPackages() {
        RepoMd.Data data = data("primary");
        String key = data.checksum().toString();
        Optional<byte[]> kept = store.record(PACKAGES, key);
        if (kept.isPresent()) {
            return PackageTable.decode(kept.get(), config.id());
        }
        try (MetadataXml xml = open("primary", data, MAX_PRIMARY)) {
            Map<String, PackageMetadata> read = new PrimaryReader(xml, config.id()).read();
            store.remember(PACKAGES, key, PackageTable.encode(read));
            return read;
        }
    }

    @Override
    public Map<String, List<PackageMetadata>> holders(Set<String> paths) {
        if (paths.isEmpty() || !repoMd.data().containsKey("filelists")) {
            return Map.of();
        }
        RepoMd.Data data = data("filelists");
        String key = data.checksum() + "\n" + String.join("\n", new TreeSet<>(paths));
        Map<String, List<String>> ids = store.record(HOLDERS, key).map(YumRepository::decode).orElseGet(() -> {
            try (MetadataXml xml = open("filelists", data, MAX_FILELISTS)) {
                Map<String, List<String>> read = new FilelistsReader(xml, paths).read();
                store.remember(HOLDERS, key, encode(read));
                return read;
            }
        });
        Map<String, List<PackageMetadata>> holders = new HashMap<>();
        ids.forEach((path, found) -> found.stream().map(byId()::get).filter(Objects::nonNull)
                .forEach(holder -> holders.computeIfAbsent(path, _ -> new ArrayList<>()).add(holder)));
        return holders;
    }

    /** Lines of {@code pkgid path}. */
    private static byte[] encode(Map<String, List<String>> holders) {
        var text = new StringBuilder();
        new TreeMap<>(holders).forEach((path, ids) -> ids.forEach(id -> text.append(id).append(' ').append(path).append('\0')));
        return ByteText.encode(text.toString());
    }

    private static Map<String, List<String>> decode(byte[] bytes) {
        Map<String, List<String>> holders = new HashMap<>();
        for (String line : ByteText.decode(bytes).split("\0")) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                holders.computeIfAbsent(line.substring(blank + 1), _ -> new ArrayList<>()).add(line.substring(0, blank));
            }
        }
        return holders;
    }

    private RepoMd.Data data(String type) {
        RepoMd.Data data = repoMd.data().get(type);
        if (data == null) {
            throw new BuildException(source.what("repomd.xml") + " lists no " + type + " metadata");
        }
        return data;
    }

    private MetadataXml open(String type, RepoMd.Data data, long limit) {
        return MetadataXml.open(source.fetch(type, data), source.what(type), data.openSize() >= 0 ? Math.min(limit, data.openSize()) : limit);
    }
}
