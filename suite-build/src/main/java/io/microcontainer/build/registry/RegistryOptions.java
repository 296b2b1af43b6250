package io.microcontainer.build.registry;

import java.time.Duration;
import java.util.Map;

/**
 * How registries are talked to.
 *
 * @param insecure    take any TLS certificate
 * @param offline     talk to none
 * @param environment the caller's: credentials and certificates are found by it
 * @param parallel    blobs at once
 * @param connectTime longest time for a connection to be made
 * @param stallTime   longest time without a byte
 * @param attempts    tries for one request where the server is busy, fails or breaks the connection
 * @param firstPause  before the second try; it doubles each time
 * @param chunk       most bytes of a blob in one request
 */
public record RegistryOptions(boolean insecure, boolean offline, Map<String, String> environment, int parallel, Duration connectTime, Duration stallTime,
                              int attempts, Duration firstPause, long chunk) {

    public RegistryOptions {
        environment = Map.copyOf(environment);
        if (parallel < 1 || attempts < 1 || chunk < 1) {
            throw new IllegalArgumentException("at least one blob, one attempt and one byte are needed");
        }
    }

    /** Four blobs at once, 15 s to connect, 60 s without a byte, five attempts, chunks of 16 MiB. */
    public static RegistryOptions of(boolean insecure, Map<String, String> environment) {
        return new RegistryOptions(insecure, false, environment, 4, Duration.ofSeconds(15), Duration.ofSeconds(60), 5, Duration.ofMillis(250), 16L << 20);
    }

    /** What a URL has, else what Docker and Podman keep. */
    CredentialSource credentials(RemoteImage image) {
        return image.credential().isPresent() ? (_, _) -> image.credential() : new DockerConfig(environment);
    }

    /** The same but for the network. */
    public RegistryOptions withOffline(boolean value) {
        return new RegistryOptions(insecure, value, environment, parallel, connectTime, stallTime, attempts, firstPause, chunk);
    }
}
