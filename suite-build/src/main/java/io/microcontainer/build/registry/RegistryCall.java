package io.microcontainer.build.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/**
 * One request to a registry and what its answer means.
 *
 * @param <T> what the answer is made into
 */
interface RegistryCall<T> {

    /** What is being done, for messages: {@code uploading blob sha256:…}. */
    String what();

    String method();

    URI uri();

    /** Headers but for Authorization. */
    default Map<String, String> headers() {
        return Map.of();
    }

    default BodyPublisher body() {
        return BodyPublishers.noBody();
    }

    /** Hears how many bytes of the body have been sent so far. */
    default void sent(long bytes) {
    }

    /** Whether doing it twice is as good as once. */
    default boolean repeatable() {
        return true;
    }

    /**
     * Makes the answer's value.
     *
     * @throws IOException if the answer breaks off
     * @throws io.microcontainer.build.BuildException if it is not what is hoped for, see {@link RegistryAnswer#refused}
     */
    T answer(RegistryAnswer answer) throws IOException;
}
