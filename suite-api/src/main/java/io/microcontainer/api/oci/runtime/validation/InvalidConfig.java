package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.error.SuiteException;

/** A configuration that breaks rules of the specification or the kernel; the message lists them by JSON path. */
public final class InvalidConfig extends SuiteException {

    private static final long serialVersionUID = 1L;

    InvalidConfig(String message) {
        super(1, message, null);
    }
}
