package io.microcontainer.build.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How servers are reached.
 *
 * @param insecure     take any TLS certificate
 * @param proxy        the proxy for these servers, which may hold a user and password; empty for what the environment says
 * @param direct       use no proxy, whatever the environment says
 * @param certificates files of PEM certificates that alone are trusted; empty for those of the host
 */
public record TransportOptions(boolean insecure, Optional<URI> proxy, boolean direct, List<Path> certificates) {

    /** Certificates checked against those of the host, proxies as the environment says. */
    public static final TransportOptions DEFAULT = new TransportOptions(false, Optional.empty(), false, List.of());

    public TransportOptions {
        certificates = List.copyOf(certificates);
    }

    /** The same but for certificates. */
    public TransportOptions withInsecure(boolean value) {
        return new TransportOptions(value, proxy, direct, certificates);
    }
}
