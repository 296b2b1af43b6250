package io.microcontainer.app.install;

import io.microcontainer.api.error.SuiteException;

/** An installation that cannot be made or removed. */
public final class InstallException extends SuiteException {

    private static final long serialVersionUID = 1L;

    InstallException(String message, Throwable cause) {
        super(1, message, cause);
    }
}
