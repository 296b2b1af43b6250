package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Download;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.tree.Content;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A repository with {@code repodata}, on this machine or behind HTTP. */
final class YumRepository implements Repository {

    private static final String REPOMD = "repodata/repomd.xml";
    private static final long MAX_REPOMD = 4L << 20;
    private static final long MAX_STORED = 1L << 30;
    private static final long MAX_PRIMARY = 2L << 30;
    private static final long MAX_FILELISTS = 16L << 30;

    private final RepositoryLocation location;
    private final Downloader downloader;
    private final Path cache;
    private final RepoMd repoMd;
    private final Map<String, PackageMetadata> packages;

    /**
     * Reads the metadata.
     *
     * @param cache directory for metadata files, named by their checksum
     */
    YumRepository(RepositoryLocation location, Predicate<String> architectures, Downloader downloader, Path cache) {
        this.location = location;
        this.downloader = downloader;
        this.cache = cache;
        String name = HexFormat.of().formatHex(Content.newSha256().digest(SafeUri.show(location.uri()).getBytes(StandardCharsets.UTF_8)));
        Path file = downloader.fetch(new Download(location.uri().resolve(REPOMD), cache.resolve("repomd-" + name + ".xml"), Optional.empty(), -1, MAX_REPOMD));
        this.repoMd = RepoMd.read(file, what("repomd.xml"));
        try (MetadataXml xml = open("primary", MAX_PRIMARY)) {
            this.packages = new PrimaryReader(xml, location.id(), this::locate, architectures).read();
        }
    }

    @Override
    public String id() {
        return location.id();
    }

    @Override
    public List<PackageMetadata> packages() {
        return List.copyOf(packages.values());
    }

    @Override
    public Map<String, List<PackageMetadata>> holders(Set<String> paths) {
        if (!repoMd.data().containsKey("filelists")) {
            return Map.of();
        }
        try (MetadataXml xml = open("filelists", MAX_FILELISTS)) {
            return new FilelistsReader(xml, packages, paths).read();
        }
    }

    private MetadataXml open(String type, long limit) {
        RepoMd.Data data = repoMd.data().get(type);
        if (data == null) {
            throw new BuildException(what("repomd.xml") + " lists no " + type + " metadata");
        }
        Path target = cache.resolve(type + "-" + data.checksum().hex());
        Path file = downloader.fetch(new Download(locate(data.href(), data.base()), target, Optional.of(data.checksum()), data.size(), MAX_STORED));
        return MetadataXml.open(file, what(type), data.openSize() >= 0 ? Math.min(limit, data.openSize()) : limit);
    }

    /** A repository behind HTTP must not name files of this machine. */
    private URI locate(String href, String base) {
        URI uri;
        try {
            URI from = base == null || base.isEmpty() ? location.uri() : location.uri().resolve(base.endsWith("/") ? base : base + "/");
            uri = from.resolve(escape(href));
        } catch (IllegalArgumentException e) {
            throw new BuildException("repository " + location + " names the location \"" + SafeUri.show(href) + "\", which is no URL", e);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (!http && !(scheme.equals("file") && location.isLocal()) || http && uri.getHost() == null) {
            throw new BuildException("repository " + location + " names the location \"" + SafeUri.show(uri) + "\", which it must not");
        }
        return uri;
    }

    /** Locations are paths as they are: a caret or blank in a file name has to be written otherwise in a URL. */
    private static String escape(String href) {
        if (href.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")) {
            return href;
        }
        try {
            boolean absolute = href.startsWith("/");
            String path = new URI(null, null, "/" + href.replaceFirst("^/+", ""), null).getRawPath().replace("%25", "%");
            return absolute ? path : path.substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String what(String file) {
        return file + " of repository " + location;
    }
}
