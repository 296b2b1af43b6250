package io.microcontainer.debug.session;

import io.microcontainer.api.session.Session;
import io.microcontainer.debug.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * crashcart's operations: a cart of tools is mounted read-only at {@code /dev/crashcart} in a running container, and a
 * program of it runs there. Each throws {@link io.microcontainer.debug.DebugException} with a sentence for the user.
 */
public final class Crashcart {

    /** The cart that is used where none is named. */
    public static final Path DEFAULT_CART = Path.of("/var/lib/microcontainer/crashcart.img");

    private final Session session;
    private final Path railcarRoot;

    /**
     * @param session     the caller
     * @param railcarRoot directory of railcar's containers, absolute
     */
    public Crashcart(Session session, Path railcarRoot) {
        this.session = session;
        this.railcarRoot = railcarRoot;
    }

    /**
     * Runs a session in the foreground; everything it brought along is gone when this returns.
     *
     * @return the program's exit status, 128 + N after signal N; 127 if there is no such program and 126 if it cannot be run
     */
    public int enter(EnterRequest request) {
        throw new UnsupportedOperationException("not yet: " + request + session);
    }

    /**
     * Mounts a cart in the target's own mount namespace, until {@link #unmount} ({@code -m}).
     *
     * @param cart absolute; empty: {@link #DEFAULT_CART}
     */
    public void mount(String target, Optional<Path> cart, boolean verbose) {
        throw new UnsupportedOperationException("not yet: " + target);
    }

    /** Takes a cart away that {@link #mount} or a session that was killed has left in the target ({@code -u}). */
    public void unmount(String target, boolean verbose) {
        throw new UnsupportedOperationException("not yet: " + target);
    }

    /** The containers that can be entered, by engine and id ({@code list}). */
    public List<Target> list() {
        throw new UnsupportedOperationException("not yet: " + railcarRoot);
    }

    /** What {@code list} prints: a line of titles, and one for each container. */
    public String table() {
        return Target.table(list());
    }
}
