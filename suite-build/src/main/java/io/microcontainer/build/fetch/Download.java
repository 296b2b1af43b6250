package io.microcontainer.build.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One file to have.
 *
 * @param uri      http, https or file; may hold a user and password, which never show in messages
 * @param target   where it goes; it appears there whole or not at all
 * @param checksum what it must hash to, if known
 * @param size     bytes it must have, -1 if unknown
 * @param limit    most bytes that are taken if the size is unknown
 */
public record Download(URI uri, Path target, Optional<Checksum> checksum, long size, long limit) {

    /** Most bytes that are taken. */
    public long bound() {
        return size >= 0 ? size : limit;
    }
}
