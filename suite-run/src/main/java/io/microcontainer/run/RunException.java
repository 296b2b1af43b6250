package io.microcontainer.run;

import io.microcontainer.api.error.SuiteException;

/** A container cannot be made, found or changed; the message is the sentence for the user. */
public class RunException extends SuiteException {

    private static final long serialVersionUID = 1L;

    public RunException(String message) {
        this(1, message, null);
    }

    public RunException(String message, Throwable cause) {
        this(1, message, cause);
    }

    public RunException(int exitStatus, String message, Throwable cause) {
        super(exitStatus, message, cause);
    }
}
