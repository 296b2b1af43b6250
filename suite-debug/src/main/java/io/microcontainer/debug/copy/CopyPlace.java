package io.microcontainer.debug.copy;

import io.microcontainer.debug.DebugException;

/** One side of a copy. */
public sealed interface CopyPlace {

    /** A path in a container. */
    record InContainer(String target, String path) implements CopyPlace {
    }

    /** A path of the caller, as it was written; {@code -} for a standard stream. */
    record OfCaller(String path) implements CopyPlace {
    }

    /**
     * Reads {@code TARGET:PATH} or {@code PATH}: what has a slash before its colon, or no colon, is the caller's.
     *
     * @throws DebugException if the path in the container is empty
     */
    static CopyPlace parse(String word) {
        // The last colon before a slash: names of targets may hold colons (pid:4711).
        int slash = word.indexOf('/');
        int colon = slash < 0 ? word.lastIndexOf(':') : word.lastIndexOf(':', slash);
        if (colon <= 0 || word.startsWith("/") || word.startsWith(".")) {
            return new OfCaller(word);
        }
        if (colon == word.length() - 1) {
            throw new DebugException("'" + word + "' names no path in the container: give TARGET:PATH");
        }
        return new InContainer(word.substring(0, colon), word.substring(colon + 1));
    }
}
