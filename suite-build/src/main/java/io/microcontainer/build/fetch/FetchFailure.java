package io.microcontainer.build.fetch;

import java.io.IOException;
import javax.net.ssl.SSLException;

/** Why a server did not give what was wanted. */
final class FetchFailure extends IOException {

    private static final long serialVersionUID = 1L;

    /** What another attempt at the same server can change. */
    enum Kind {
        /** Nothing. */
        FINAL,
        /** The file is not there; another server may have it. */
        ABSENT,
        /** What the server sent was not right. */
        WRONG,
        /** Perhaps all: it was overloaded. */
        BUSY
    }

    private final Kind kind;
    private final long pauseSeconds;

    FetchFailure(Kind kind, String message) {
        this(kind, message, 0);
    }

    /** @param pauseSeconds how long the server asks to be left alone, 0 if it does not say */
    FetchFailure(Kind kind, String message, long pauseSeconds) {
        super(message);
        this.kind = kind;
        this.pauseSeconds = pauseSeconds;
    }

    Kind kind() {
        return kind;
    }

    long pauseSeconds() {
        return pauseSeconds;
    }

    /** Whether another attempt at the same server would end in the same way. */
    static boolean isPermanent(IOException e) {
        return e instanceof SSLException || e instanceof FetchFailure failure && failure.kind != Kind.BUSY;
    }

    /** Why, in words for the user. */
    static String reason(IOException e) {
        if (e instanceof SSLException) {
            return "TLS failed (" + e.getMessage() + "); if its certificate is your own, add its authority to those of the host, name it in "
                    + "`sslcacert`, or use --insecure";
        }
        return e instanceof FetchFailure ? e.getMessage() : NetworkFailure.reason(e);
    }
}
