package io.microcontainer.run.container;

import io.microcontainer.api.linux.Signal;
import java.util.Objects;

/**
 * A signal for a container.
 *
 * @param id     the container
 * @param signal what to send
 * @param all    send it to all processes of the container instead of its init ({@code --all})
 */
public record KillRequest(String id, Signal signal, boolean all) {

    public KillRequest {
        Objects.requireNonNull(id);
        Objects.requireNonNull(signal);
    }
}
