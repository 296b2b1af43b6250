package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.AbsentException;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.fetch.Download;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.pgp.SignatureCheck;
import io.microcontainer.build.pgp.SignatureCheck.Verdict;
import io.microcontainer.build.repo.SignaturePolicy.Metadata;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Fetches the files of one yum repository from its mirrors, the first of them checked by its signature, the others by their checksum. */
final class MetadataSource {

    private static final String REPOMD = "repodata/repomd.xml";
    private static final long MAX_REPOMD = 4L << 20;
    private static final long MAX_SIGNATURE = 1L << 20;
    private static final long MAX_STORED = 1L << 30;

    private final RepositoryConfig config;
    private final Downloader downloader;
    private final Path cache;
    private final List<URI> bases;
    private final Optional<Checksum> checksum;

    /** Learns of the mirrors. */
    MetadataSource(RepositoryConfig config, Downloader downloader, Path cache) {
        this.config = config;
        this.downloader = downloader;
        this.cache = cache;
        Set<URI> found = new LinkedHashSet<>(config.bases().stream().map(RepositoryLocation::uri).toList());
        Optional<Checksum> stated = Optional.empty();
        Optional<URI> list = config.metaLink().or(config::mirrorList);
        if (list.isPresent()) {
            Path file = fetch(List.of(list.get()), "mirrors-" + name(list.get()), Optional.empty(), -1, MirrorLists.LIMIT);
            MirrorLists.Mirrors mirrors = MirrorLists.read(file, "the list of mirrors " + SafeUri.show(list.get()) + " of repository " + config.id());
            found.addAll(mirrors.bases());
            stated = mirrors.checksum();
        }
        this.bases = List.copyOf(found);
        this.checksum = stated;
    }

    /** The mirrors, the first one first. */
    List<URI> bases() {
        return bases;
    }

    /** Fetches repomd.xml and checks its signature. */
    RepoMd repoMd(KeyRing keys) {
        List<URI> places = locate(REPOMD);
        // Servers may have another one at any time, which is asked of them; of the metalink's the checksum is the name.
        String name = checksum.map(Checksum::hex).orElseGet(() -> name(bases.getFirst()));
        Path file = fetch(places, "repomd-" + name + ".xml", checksum, -1, MAX_REPOMD);
        if (config.signatures().metadata() != Metadata.NEVER) {
            checkSignature(file, name, keys);
        }
        return RepoMd.read(file, what("repomd.xml"));
    }

    private void checkSignature(Path repoMd, String name, KeyRing keys) {
        boolean needed = config.signatures().metadata() == Metadata.ALWAYS;
        if (keys.isEmpty() && !needed) {
            return;
        }
        Path file;
        try {
            file = fetch(locate(REPOMD + ".asc"), "repomd-" + name + ".xml.asc", Optional.empty(), -1, MAX_SIGNATURE);
        } catch (AbsentException e) {
            if (needed) {
                throw new BuildException("the metadata of repository " + config + " is not signed, as `repo_gpgcheck` demands: " + e.getMessage(), e);
            }
            return;
        }
        try (InputStream data = Files.newInputStream(repoMd)) {
            Verdict verdict = new SignatureCheck(keys, System.currentTimeMillis()).check(Files.readAllBytes(file), data);
            if (!verdict.isGood()) {
                throw new BuildException(what("repomd.xml") + " " + verdict.problem() + "; name the right key in `gpgkey`, or set `repo_gpgcheck: false`"
                        + " if you trust the way it came");
            }
        } catch (IOException e) {
            throw new BuildException(what("repomd.xml") + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Fetches a file that repomd.xml lists. */
    Path fetch(String type, RepoMd.Data data) {
        String href = data.base() == null || data.base().isEmpty() ? data.href() : data.base() + (data.base().endsWith("/") ? "" : "/") + data.href();
        return fetch(locate(href), type + "-" + data.checksum().hex(), Optional.of(data.checksum()), data.size(), MAX_STORED);
    }

    private Path fetch(List<URI> places, String name, Optional<Checksum> wanted, long size, long limit) {
        return downloader.fetch(new Download(places, cache.resolve(name), wanted, size, limit, config.transport()));
    }

    private static String name(URI uri) {
        return HexFormat.of().formatHex(Content.newSha256().digest(SafeUri.show(uri).getBytes(StandardCharsets.UTF_8)));
    }

    /** Where a file of the repository is. A repository behind HTTP must not name files of this machine. */
    List<URI> locate(String href) {
        return bases.stream().map(base -> locate(base, href)).distinct().toList();
    }

    private URI locate(URI base, String href) {
        URI uri;
        try {
            uri = base.resolve(escape(href));
        } catch (IllegalArgumentException e) {
            throw new BuildException("repository " + config + " names the location \"" + SafeUri.show(href) + "\", which is no URL", e);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (!http && !(scheme.equals("file") && base.getScheme().equals("file")) || http && uri.getHost() == null) {
            throw new BuildException("repository " + config + " names the location \"" + SafeUri.show(uri) + "\", which it must not");
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

    String what(String file) {
        return file + " of repository " + config;
    }
}
