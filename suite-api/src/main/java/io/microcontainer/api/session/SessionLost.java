package io.microcontainer.api.session;

import io.microcontainer.api.error.SuiteException;

/** The launcher went away (killed, or its connection broke) while the command still needed it. */
public final class SessionLost extends SuiteException {

    private static final long serialVersionUID = 1L;

    public SessionLost(String message, Throwable cause) {
        super(1, message, cause);
    }
}
