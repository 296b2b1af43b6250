package io.microcontainer.run.container;

import io.microcontainer.run.criu.CriuOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A container to go on with from disk.
 *
 * @param id            the container's name
 * @param bundle        directory that holds config.json
 * @param criu          CRIU's program ({@code --criu}), by default the one on PATH
 * @param options       what the user asks of CRIU
 * @param consoleSocket unix socket that takes the terminal's master side ({@code --console-socket})
 * @param pidFile       file that takes the init's process id ({@code --pid-file})
 * @param detach        return as soon as the program goes on ({@code --detach})
 */
public record RestoreRequest(String id, Path bundle, Optional<String> criu, CriuOptions options, Optional<Path> consoleSocket,
        Optional<Path> pidFile, boolean detach) {
}
