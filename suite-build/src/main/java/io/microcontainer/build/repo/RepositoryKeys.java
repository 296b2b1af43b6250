package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Download;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.TransportOptions;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Gets the keys that a repository's signatures are checked with. */
final class RepositoryKeys {

    private static final long LIMIT = 8 << 20;
    /** Where distributions keep the keys that dnf takes for them. */
    private static final Path HOST = Path.of("/etc/pki/rpm-gpg");

    private final Downloader downloader;
    private final Path cache;

    RepositoryKeys(Downloader downloader, Path cache) {
        this.downloader = downloader;
        this.cache = cache;
    }

    /**
     * The keys of a repository: those it names, or those of the host.
     *
     * @throws BuildException if one cannot be had or read
     */
    KeyRing load(RepositoryConfig config) {
        SignaturePolicy policy = config.signatures();
        if (!policy.wantsKeys()) {
            return KeyRing.empty();
        }
        Optional<String> embedded = config.apt().map(AptSuite::keys).filter(text -> !text.isEmpty());
        if (embedded.isPresent()) {
            return KeyRing.read(embedded.get().getBytes(StandardCharsets.ISO_8859_1), "the source " + config);
        }
        if (config.apt().isPresent() && policy.keys().isEmpty()) {
            return KeyRing.empty();
        }
        List<Path> files = policy.keys().isEmpty() ? ofHost() : policy.keys().stream().map(key -> fetch(key, config.transport())).toList();
        KeyRing all = KeyRing.empty();
        for (Path file : files) {
            all = all.with(read(file));
        }
        return all;
    }

    private Path fetch(String key, TransportOptions transport) {
        String name = HexFormat.of().formatHex(Content.newSha256().digest(key.getBytes(StandardCharsets.UTF_8)));
        return downloader.fetch(new Download(List.of(URI.create(key)), cache.resolve("key-" + name), Optional.empty(), -1, LIMIT, transport));
    }

    private static List<Path> ofHost() {
        if (!Files.isDirectory(HOST)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(HOST)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new BuildException(HOST + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static KeyRing read(Path file) {
        try {
            return KeyRing.read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new BuildException("the key " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
