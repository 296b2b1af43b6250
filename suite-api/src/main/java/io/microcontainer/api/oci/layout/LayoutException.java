package io.microcontainer.api.oci.layout;

import io.microcontainer.api.error.SuiteException;

/** A store of images lacks what is asked of it, or is not a store at all. */
public final class LayoutException extends SuiteException {

    private static final long serialVersionUID = 1L;

    public LayoutException(String message) {
        super(1, message, null);
    }
}
