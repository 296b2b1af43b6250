package io.microcontainer.build.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One file to have.
 *
 * @param mirrors   where it is, the best first: http, https or file; may hold a user and password, which never show in messages
 * @param target    where it goes; it appears there whole or not at all
 * @param checksum  what it must hash to, if known
 * @param size      bytes it must have, -1 if unknown
 * @param limit     most bytes that are taken if the size is unknown
 * @param transport how its servers are reached
 */
public record Download(List<URI> mirrors, Path target, Optional<Checksum> checksum, long size, long limit, TransportOptions transport) {

    public Download {
        mirrors = List.copyOf(mirrors);
        if (mirrors.isEmpty()) {
            throw new IllegalArgumentException("a file that is nowhere cannot be had: " + target);
        }
    }

    /** A file that is in one place. */
    public Download(URI uri, Path target, Optional<Checksum> checksum, long size, long limit) {
        this(List.of(uri), target, checksum, size, limit, TransportOptions.DEFAULT);
    }

    /** Most bytes that are taken. */
    public long bound() {
        return size >= 0 ? size : limit;
    }
}
