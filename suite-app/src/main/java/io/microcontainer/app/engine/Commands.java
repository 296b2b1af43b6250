package io.microcontainer.app.engine;

import io.microcontainer.api.session.Session;

/** What an engine is for. */
@FunctionalInterface
public interface Commands {

    /**
     * Runs a command to its end.
     *
     * @param name    what the launcher was called as: the tool's name, perhaps with a directory before it
     * @param session the caller's world
     * @return exit status, 0 to 255
     */
    int run(String name, Session session);
}
