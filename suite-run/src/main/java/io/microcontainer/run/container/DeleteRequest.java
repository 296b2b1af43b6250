package io.microcontainer.run.container;

import java.util.Objects;

/**
 * A container to take away.
 *
 * @param id    the container
 * @param force kill it first if it runs, and do not mind if there is none of that name ({@code --force})
 */
public record DeleteRequest(String id, boolean force) {

    public DeleteRequest {
        Objects.requireNonNull(id);
    }
}
