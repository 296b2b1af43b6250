package io.microcontainer.build.rpm;

/** What is wrong inside a package, without the package's name: {@link RpmReader} adds it for the user. */
final class MalformedRpm extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedRpm(String message) {
        super(message);
    }

    MalformedRpm(String message, Throwable cause) {
        super(message, cause);
    }
}
