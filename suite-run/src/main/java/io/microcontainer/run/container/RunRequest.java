package io.microcontainer.run.container;

import java.util.Objects;

/**
 * Create and start in one.
 *
 * @param create what to create
 * @param detach return as soon as the program runs ({@code --detach})
 * @param keep   keep the container's state after its end, for a later {@code delete} ({@code --keep})
 */
public record RunRequest(CreateRequest create, boolean detach, boolean keep) {

    public RunRequest {
        Objects.requireNonNull(create);
    }
}
