package io.microcontainer.build;

import io.microcontainer.api.error.SuiteException;

/** An image cannot be built, read, fetched or stored; the message is the sentence for the user. */
public class BuildException extends SuiteException {

    private static final long serialVersionUID = 1L;

    public BuildException(String message) {
        this(message, null);
    }

    public BuildException(String message, Throwable cause) {
        super(1, message, cause);
    }

    /** This failure as one of several of a kind: {@code what: …}. */
    public BuildException about(String what) {
        return new BuildException(what + ": " + getMessage(), this);
    }
}
