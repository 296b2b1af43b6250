package io.microcontainer.api.digest;

import io.microcontainer.api.error.SuiteException;

/** Content is not what its digest or size says, or its digest cannot be verified. It must not be used. */
public final class DigestMismatch extends SuiteException {

    private static final long serialVersionUID = 1L;

    public DigestMismatch(String message) {
        super(1, message, null);
    }

    static DigestMismatch digest(String what, Digest found, Digest expected) {
        return new DigestMismatch(what + ": the content has the digest " + found + ", expected " + expected
                + "; it was damaged or replaced, fetch it again");
    }

    static DigestMismatch tooShort(String what, long found, long expected) {
        return new DigestMismatch(what + ": the content ends after " + found + " bytes, expected " + expected + "; it was cut off, fetch it again");
    }

    static DigestMismatch tooLong(String what, long expected) {
        return new DigestMismatch(what + ": the content is longer than the " + expected + " bytes that its descriptor gives; it was damaged or replaced");
    }
}
