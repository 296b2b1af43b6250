package io.microcontainer.run.container;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What to create and how. Paths are absolute: {@link io.microcontainer.api.session.Session#resolve} makes them so.
 *
 * @param id            the container's name
 * @param bundle        directory that holds config.json
 * @param pidFile       file that takes the init's process id ({@code --pid-file})
 * @param consoleSocket unix socket that takes the terminal's master side ({@code --console-socket})
 * @param pidfdSocket   unix socket that takes a pidfd of the init ({@code --pidfd-socket})
 * @param init          run the program below a small init that forwards signals and reaps orphans ({@code --init})
 * @param noPivot       change the root by MS_MOVE and chroot instead of pivot_root(2), for roots on a ramdisk ({@code --no-pivot})
 * @param noNewKeyring  let the container keep the caller's session keyring ({@code --no-new-keyring})
 * @param preserveFds   how many descriptors of the caller from 3 on the container gets ({@code --preserve-fds})
 */
public record CreateRequest(String id, Path bundle, Optional<Path> pidFile, Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket, boolean init, boolean noPivot, boolean noNewKeyring, int preserveFds) {

    public CreateRequest {
        Objects.requireNonNull(id);
        Objects.requireNonNull(bundle);
    }

    /** A request without any option. */
    public static CreateRequest of(String id, Path bundle) {
        return new CreateRequest(id, bundle, Optional.empty(), Optional.empty(), Optional.empty(), false, false, false, 0);
    }
}
