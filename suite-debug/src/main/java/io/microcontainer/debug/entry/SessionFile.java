package io.microcontainer.debug.entry;

import java.nio.file.Path;

/** Names of the files that tell of a session: a socket, and a record beside it. */
public final class SessionFile {

    /** What a socket's name ends with. */
    public static final String DOOR = ".attach";

    /** What a record's name ends with. */
    public static final String RECORD = ".session";

    private SessionFile() {
    }

    /** The record that lies beside a socket. */
    public static Path beside(Path door) {
        String name = door.getFileName().toString();
        return door.resolveSibling(name.substring(0, name.length() - DOOR.length()) + RECORD);
    }
}
