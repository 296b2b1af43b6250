package io.microcontainer.build.fetch;

import io.microcontainer.build.BuildException;

/** A file is not where it was looked for. */
public final class AbsentException extends BuildException {

    private static final long serialVersionUID = 1L;

    AbsentException(String message, Throwable cause) {
        super(message, cause);
    }
}
