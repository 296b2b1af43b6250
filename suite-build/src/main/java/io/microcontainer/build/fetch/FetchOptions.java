package io.microcontainer.build.fetch;

import java.time.Duration;

/**
 * How downloads are made.
 *
 * @param insecure    take any TLS certificate
 * @param offline     take what earlier builds have fetched, and nothing else
 * @param proxies     what the environment says of proxies
 * @param parallel    downloads at once, 1 to 8
 * @param connectTime longest time for a connection to be made
 * @param stallTime   longest time without a byte
 * @param attempts    tries for one download where the server fails or the connection breaks, at least 1
 */
public record FetchOptions(boolean insecure, boolean offline, Proxies proxies, int parallel, Duration connectTime, Duration stallTime,
        int attempts) {

    /** Certificates checked, four at once, 15 s to connect, 60 s without a byte, three attempts. */
    public static final FetchOptions DEFAULT = new FetchOptions(false, false, Proxies.NONE, 4, Duration.ofSeconds(15), Duration.ofSeconds(60), 3);

    public FetchOptions {
        if (parallel < 1 || parallel > 8 || attempts < 1) {
            throw new IllegalArgumentException("1 to 8 downloads at once and at least one attempt are possible, not " + parallel + " and " + attempts);
        }
    }

    /** The same but for certificates. */
    public FetchOptions withInsecure(boolean value) {
        return new FetchOptions(value, offline, proxies, parallel, connectTime, stallTime, attempts);
    }

    /** The same but for the network. */
    public FetchOptions withOffline(boolean value) {
        return new FetchOptions(insecure, value, proxies, parallel, connectTime, stallTime, attempts);
    }

    /** The same but for proxies. */
    public FetchOptions withProxies(Proxies value) {
        return new FetchOptions(insecure, offline, value, parallel, connectTime, stallTime, attempts);
    }
}
