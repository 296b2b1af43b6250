package io.microcontainer.api.error;

/**
 * A failure the user can act on. The message is one sentence for the user: what failed, where (file, field, value), why,
 * and what to do about it. Each module has its own family below this type; only the application prints them.
 */
public abstract class SuiteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    /**
     * @param exitStatus status that the process ends with, 1 to 255
     * @param message    the sentence for the user
     * @param cause      what lies underneath, or null
     */
    protected SuiteException(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        if (exitStatus < 1 || exitStatus > 255) {
            throw new IllegalArgumentException("exit status " + exitStatus + " is not within 1 to 255");
        }
        this.exitStatus = exitStatus;
    }

    /** The status that the process ends with, 1 to 255. */
    public int exitStatus() {
        return exitStatus;
    }
}
