package io.microcontainer.run.container;

import java.time.Duration;
import java.util.Objects;

/**
 * What of a container to tell.
 *
 * @param id       the container
 * @param interval time between two tellings of what it uses ({@code --interval})
 * @param stats    tell once what it uses, and no more ({@code --stats})
 */
public record EventsRequest(String id, Duration interval, boolean stats) {

    public EventsRequest {
        Objects.requireNonNull(id);
        Objects.requireNonNull(interval);
    }
}
