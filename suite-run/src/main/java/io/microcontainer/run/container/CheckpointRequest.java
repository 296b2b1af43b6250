package io.microcontainer.run.container;

import io.microcontainer.run.criu.CriuOptions;
import java.util.Optional;

/**
 * A container to write to disk.
 *
 * @param id       the container
 * @param criu     CRIU's program ({@code --criu}), by default the one on PATH
 * @param options  what the user asks of CRIU
 * @param statusFd descriptor of the caller's that is told when lazy pages can be had ({@code --status-fd}), or -1
 */
public record CheckpointRequest(String id, Optional<String> criu, CriuOptions options, int statusFd) {
}
