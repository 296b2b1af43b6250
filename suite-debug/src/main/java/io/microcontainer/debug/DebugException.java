package io.microcontainer.debug;

import io.microcontainer.api.error.SuiteException;

/** A container cannot be entered; the message is the sentence for the user. */
public class DebugException extends SuiteException {

    private static final long serialVersionUID = 1L;

    public DebugException(String message) {
        this(message, null);
    }

    public DebugException(String message, Throwable cause) {
        this(1, message, cause);
    }

    /** @param exitStatus status that the command ends with, 1 to 255 */
    public DebugException(int exitStatus, String message, Throwable cause) {
        super(exitStatus, message, cause);
    }
}
