package io.microcontainer.debug.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A session that is wanted in a running container.
 *
 * @param target        a process id, or a container's id or the beginning of one
 * @param cart          the tools: a directory, or an ext4, erofs or squashfs image; absolute. Empty: {@link Crashcart#DEFAULT_CART}
 * @param visibility    who sees the cart while the session lasts
 * @param privileges    what the session may do
 * @param userNamespace whose user namespace the session is in
 * @param joinCgroup    whether the target's cgroups hold the session too; not wanted where the target is paused or at its limits
 * @param command       the program, looked for in the cart first, and its arguments; empty: the cart's shell
 * @param verbose       tell on standard error what is done, even where that is no terminal
 */
public record EnterRequest(String target, Optional<Path> cart, Visibility visibility, Privileges privileges,
        UserNamespace userNamespace, boolean joinCgroup, List<String> command, boolean verbose) {

    /** Who sees the cart. */
    public enum Visibility {
        /** The session only: it gets a copy of the target's mount namespace, and the target's own never changes. */
        PRIVATE,
        /** The target too: the cart is mounted in its own mount namespace, and taken away with the last session. */
        SHARED
    }

    /** Whose user namespace a session is in, where the target has one of its own. */
    public enum UserNamespace {
        /** The target's: privileges end at what the target's namespaces own. */
        TARGET,
        /** The caller's: root there is root of the host. */
        CALLER
    }

    public EnterRequest {
        Objects.requireNonNull(target);
        Objects.requireNonNull(visibility);
        Objects.requireNonNull(privileges);
        Objects.requireNonNull(userNamespace);
        command = List.copyOf(command);
        cart.ifPresent(path -> {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("the cart's path " + path + " is not absolute");
            }
        });
    }
}
